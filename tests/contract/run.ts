/** `npm run test:contract`: whether the services do what their contracts say. */
import { serviceNames, type ServiceName } from '../../services/services.ts';
import { readContract } from './contract.ts';
import { tryContract } from './dredd-tests.ts';
import { installDredd } from './install-dredd.ts';
import { isCovered, notCovered } from './not-covered.ts';
import { tryRefusals } from './refusals.ts';
import { attempt, describe, type Result } from './result.ts';
import { auth } from './scenarios/auth.ts';
import { messages } from './scenarios/messages.ts';
import type { ScenarioTable } from './scenarios/scenario.ts';
import { users } from './scenarios/users.ts';
import { tryStreams } from './streams.ts';
import { withFixture, type Fixture } from './fixture.ts';

const scenarioTables: Record<ServiceName, ScenarioTable> = { auth, messages, users };
const suites = serviceNames.map((service) => ({ contract: readContract(service), scenarios: scenarioTables[service] }));
const declared = suites.flatMap(({ contract }) => contract.operations.flatMap(({ answers }) => answers));

/** An exception that no contract needs must be removed. */
function tryExcuses(): Result[] {
  return notCovered.map(({ status }) => ({
    name: `not-covered.ts: ${status}`,
    problems: declared.some((answer) => answer.status === status) ? [] : ['no contract declares it'],
  }));
}

/** An error in a log is a fault of the service, even if no response shows it. */
function tryLogs({ loggedErrors }: Fixture): Promise<Result> {
  return attempt('the logs of the services hold no error', loggedErrors);
}

function report(results: Result[]): void {
  const failed = results.filter(({ problems }) => problems.length > 0);
  for (const { name, problems } of failed) console.log(`FAIL ${name}\n     ${problems.join('\n     ')}`);
  const untried = declared.filter(({ status }) => !isCovered(status)).length;
  console.log(`\n${declared.length} answers are declared; ${untried} of them are not covered:`);
  for (const { status, why } of notCovered) console.log(`  ${status}: ${why}`);
  console.log(`\n${results.length - failed.length} passed, ${failed.length} failed`);
  if (failed.length > 0) process.exitCode = 1;
}

async function tryEverything(): Promise<Result[]> {
  await installDredd();
  return withFixture(async (fixture) => {
    const tried = await Promise.all([
      ...suites.map(({ contract, scenarios }) => tryContract(contract, scenarios, fixture)),
      ...suites.map(({ contract }) => tryStreams(contract, fixture)),
      tryRefusals(fixture),
    ]);
    return [...tried.flat(), await tryLogs(fixture), ...tryExcuses()];
  });
}

report(await tryEverything().catch((error: unknown) => [{ name: 'what the tests need', problems: [describe(error)] }]));
