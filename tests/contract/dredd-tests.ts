/** Tries every response that a contract declares, once, with Dredd. */
import type { ServiceName } from '../../services/services.ts';
import { isStream, transactionName, type Answer, type Contract, type Operation } from './contract.ts';
import { dreddDocument } from './dredd-document.ts';
import { runDredd, type Changes, type Hooks, type Transaction } from './dredd.ts';
import { ResponseValidator } from './response-validator.ts';
import { isCovered } from './not-covered.ts';
import type { Result } from './result.ts';
import { requestSpec, type RequestSpec, type ScenarioTable } from './scenarios/scenario.ts';
import type { Fixture } from './fixture.ts';

const MAX_SHOWN = 500;

export async function tryContract(contract: Contract, scenarios: ScenarioTable, fixture: Fixture): Promise<Result[]> {
  const declared = declaredBy(contract);
  const validator = new ResponseValidator(contract);
  const results = new Map<string, Result>();
  const skipped = new Set<string>();

  const hooks: Hooks = {
    prepare: async (transaction) => {
      const { operation, answer } = find(declared, transaction);
      // Dredd would wait for the end of a stream: streams.ts checks its beginning.
      if (isStream(answer) || !isCovered(answer.status)) return { skip: true };
      const wanted = await requestSpec(scenarios, operation, Number(answer.status), fixture, contract.service);
      return changes(transaction, wanted, addressFor(wanted, fixture, contract.service));
    },
    validate: (transaction) => {
      const { name, skip } = transaction;
      if (skip) {
        skipped.add(name);
        return {};
      }
      const problems = problemsOf(transaction, find(declared, transaction).answer, validator);
      results.set(name, { name: `${contract.title} ${name}`, problems });
      return problems.length > 0 ? { fail: problems.join('; ') } : {};
    },
  };

  const { exitCode, complaints } = await runDredd(dreddDocument(contract), hooks);
  const untried = [...declared.keys()].filter((name) => !results.has(name) && !skipped.has(name));
  const failed = [...results.values()].some(({ problems }) => problems.length > 0);
  const problems = [
    ...untried.map((name) => `${name} is declared, but was not tried`),
    ...complaints,
    ...(exitCode === (failed ? 1 : 0) ? [] : [`Dredd ended with exit code ${exitCode}`]),
  ];
  return [...results.values(), { name: `${contract.title}: everything that is declared was tried`, problems }];
}

interface Declared {
  operation: Operation;
  answer: Answer;
}

function declaredBy({ operations }: Contract): Map<string, Declared> {
  const entries = operations.flatMap((operation) =>
    operation.answers.map((answer) => [transactionName(operation, answer), { operation, answer }] as const),
  );
  return new Map(entries);
}

function find(declared: Map<string, Declared>, { name }: Transaction): Declared {
  const found = declared.get(name);
  if (!found) throw new Error(`Dredd tries "${name}", which the contract does not declare.`);
  return found;
}

function addressFor({ cutOff, withoutAdmins }: RequestSpec, fixture: Fixture, service: ServiceName): string {
  if (cutOff) return fixture.cutOff[service];
  return withoutAdmins ? fixture.withoutAdmins : fixture.healthy[service];
}

/** Changes Dredd's request into one that causes the response. */
function changes({ request }: Transaction, { path, token, headers, body }: RequestSpec, address: string): Changes {
  const { hostname, port } = new URL(address);
  return {
    host: hostname,
    port,
    ...(path === undefined ? {} : { fullPath: path }),
    request: {
      ...request,
      headers: { ...request.headers, ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }), ...headers },
      body: body === undefined ? request.body : JSON.stringify(body),
    },
  };
}

function problemsOf({ test, real, expected }: Transaction, answer: Answer, validator: ResponseValidator): string[] {
  const verdict = test?.valid ? [] : [test?.message.trim() ?? 'there was no answer'];
  // If the status differs, the rest does not matter.
  if (!real || String(real.statusCode) !== expected.statusCode) {
    return [...verdict, ...(real?.body ? [real.body.slice(0, MAX_SHOWN)] : [])];
  }
  return [...verdict, ...validator.validate(real, answer)];
}
