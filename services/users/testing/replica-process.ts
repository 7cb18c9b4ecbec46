/** user-service in a process of its own, so that a test can kill it. Started with the options as JSON. */
import process from 'node:process';
import { startReplica, type ReplicaOptions } from './replica.ts';

const { url } = await startReplica(JSON.parse(process.argv[2] ?? '') as ReplicaOptions);
process.send?.(Number(new URL(url).port));
