import { CHROMIUM_BACKENDS } from './cloud-backends.ts';
import { describeBackend } from './suite.ts';

for (const backend of CHROMIUM_BACKENDS) describeBackend(backend);
