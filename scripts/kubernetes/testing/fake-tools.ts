import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Tool } from '../tools.ts';

export interface Call {
  tool: Tool;
  args: string[];
  input: string;
}

interface Volume {
  metadata: { name: string };
  spec: { claimRef: { namespace: string }; hostPath?: { path: string } };
}

/** The state behind the fake tools' responses. */
export interface State {
  /** Undefined if Minikube was never started. */
  machine?: 'Running' | 'Stopped';
  images: string[];
  namespace: boolean;
  /** Base64 values by name. */
  secrets: Record<string, Record<string, string>>;
  replicaSets: unknown[];
  buildFails?: boolean;
  dockerDown?: boolean;
  /** Whether there is an administrator. */
  administrator?: boolean;
  /** Whether Minikube's container publishes the port on this machine. */
  published?: boolean;
  /** Terminating pods; one disappears at each query. */
  ending?: string[];
  /** The container runtime as Kubernetes names it; docker by default. */
  runtime?: string;
  /** Volumes that remain after their namespace is deleted, as they do after Minikube was restarted. */
  volumes?: Volume[];
  /** The Deployment whose rollout fails, as `rollout status` names it. */
  failing?: string;
}

export interface Result {
  code: number | null;
  output: string;
}

const project = fileURLToPath(new URL('../../..', import.meta.url));

/** A folder with fakes of minikube, docker and kubectl. Not on Windows, which cannot execute scripts. */
export class FakeTools {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async make(state: Partial<State> = {}, tools: Tool[] = ['minikube', 'kubectl', 'docker']): Promise<FakeTools> {
    const fake = new FakeTools(await mkdtemp(path.join(tmpdir(), 'chat-tools-')));
    const program = await readFile(new URL('fake-tool.cjs', import.meta.url), 'utf8');
    for (const tool of tools) {
      await writeFile(path.join(fake.folder, tool), `#!${process.execPath}\n${program}`, { mode: 0o755 });
    }
    await writeFile(path.join(fake.folder, 'calls.jsonl'), '');
    fake.set({ images: [], namespace: false, secrets: {}, replicaSets: [], ...state });
    return fake;
  }

  get state(): State {
    return JSON.parse(readFileSync(path.join(this.folder, 'state.json'), 'utf8')) as State;
  }

  set(state: State): void {
    writeFileSync(path.join(this.folder, 'state.json'), JSON.stringify(state));
  }

  get calls(): Call[] {
    const lines = readFileSync(path.join(this.folder, 'calls.jsonl'), 'utf8').split('\n').filter(Boolean);
    return lines.map((line) => JSON.parse(line) as Call);
  }

  /** The calls as command lines, without the options for the cluster. */
  get lines(): string[] {
    const where = / --(context|profile|namespace) \S+/g;
    return this.calls.map(({ tool, args }) => [tool, ...args].join(' ').replace(where, ''));
  }

  /** Runs `npm run minikube…` with these tools only. Sends Ctrl-C once it prints `until`. */
  async run(args: string[], until?: string): Promise<Result> {
    const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/kubernetes/minikube.ts', ...args], {
      cwd: project,
      env: { ...process.env, PATH: this.folder },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let interrupted = false;
    const listen = (chunk: Buffer) => {
      output += chunk.toString();
      if (until === undefined || interrupted || !output.includes(until)) return;
      interrupted = true;
      child.kill('SIGINT');
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, output };
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true });
  }
}
