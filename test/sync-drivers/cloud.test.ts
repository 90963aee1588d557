import { CLOUD_BACKENDS } from './cloud-backends.ts';
import { describeBackend } from './suite.ts';

for (const backend of CLOUD_BACKENDS) describeBackend(backend);
