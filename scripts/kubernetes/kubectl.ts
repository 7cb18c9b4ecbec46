import { capture } from './command.ts';
import { NAMESPACE } from './constants.ts';

/** kubectl for one cluster. */
export class Kubectl {
  readonly #program: string;
  readonly #first: string[];

  /** The program and its first arguments, which select the cluster. */
  constructor([program, ...first]: [string, ...string[]]) {
    this.#program = program;
    this.#first = first;
  }

  /** Returns its output. Throws DeployError. */
  run(args: string[], input = ''): Promise<string> {
    return capture(this.#program, [...this.#first, ...args], { input });
  }

  /** In the chat's namespace. */
  here(...args: string[]): Promise<string> {
    return this.run(['--namespace', NAMESPACE, ...args]);
  }
}
