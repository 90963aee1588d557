import { OPFS } from './opfs.ts';
import { describeBackend } from './suite.ts';

describeBackend(OPFS);
