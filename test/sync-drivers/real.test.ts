import { REAL_BACKENDS } from './real-backends.ts';
import { describeBackend } from './suite.ts';

for (const backend of REAL_BACKENDS) describeBackend(backend);
