// Fake minikube, docker and kubectl, depending on the name it is called by. Records its calls, and keeps the little
// cluster state that the commands need in state.json beside it.
const { appendFileSync, readFileSync, writeFileSync } = require('node:fs');
const { createServer } = require('node:http');
const { basename, join } = require('node:path');

const stateFile = join(__dirname, 'state.json');
const state = JSON.parse(readFileSync(stateFile, 'utf8'));
const args = process.argv.slice(2);
const tool = basename(__filename);

const base64 = (values, from, to) =>
  Object.fromEntries(Object.entries(values ?? {}).map(([key, value]) => [key, Buffer.from(value, from).toString(to)]));

/** The namespace, the database and the Deployments, with the images of the folder's kustomization. */
function rendered(folder) {
  const kustomization = JSON.parse(readFileSync(join(folder, 'kustomization.yaml'), 'utf8'));
  const images = kustomization.images.map(({ name, newTag }) => `${name}:${newTag}`);
  const deployments = images.map((image) => ({
    kind: 'Deployment',
    metadata: { name: image.replace(/^chat\/|:.*$/g, '') },
    spec: { template: { spec: { containers: [{ image }] } } },
  }));
  const others = ['Namespace', 'StatefulSet', 'Job'].map((kind) => ({ kind, metadata: { name: kind.toLowerCase() } }));
  return [...others, ...deployments].map((manifest) => JSON.stringify(manifest)).join('\n---\n');
}

function applied(input) {
  for (const { kind, metadata, stringData } of JSON.parse(input).items) {
    if (kind === 'Namespace') state.namespace = true;
    if (kind === 'Secret') state.secrets[metadata.name] = base64(stringData, 'utf8', 'base64');
  }
}

/** Runs until it is ended; `break` in the address ends it, as the end of its pod would. */
function forward(wanted) {
  const server = createServer((request, response) => {
    if (request.url === '/break') process.exit(1);
    response.end('<chat-app></chat-app>');
  });
  server.on('error', ({ message }) => {
    console.error(message);
    process.exit(1);
  });
  // Tests use a free port.
  server.listen(wanted === 30080 ? 0 : wanted, '127.0.0.1', () => {
    console.log(`Forwarding from 127.0.0.1:${server.address().port} -> 8080`);
  });
}

const volumes = () => state.volumes ?? [];
const nameOf = (word) => word.split('/').at(-1);

const secrets = () => Object.entries(state.secrets).map(([name, data]) => ({ metadata: { name }, data }));

const answers = {
  minikube: {
    status: () => {
      if (state.machine === undefined) return { say: 'Profile not found', code: 85 };
      return {
        say: JSON.stringify({ Host: state.machine, APIServer: state.machine }),
        code: state.machine === 'Running' ? 0 : 7,
      };
    },
    start: () => void (state.machine = 'Running'),
    'image ls': () => ({ say: state.images.map((image) => `docker.io/${image}`).join('\n') }),
    'image build': (words) => void (state.buildFails || state.images.push(words[words.indexOf('--tag') + 1])),
    'image rm': ([, , ...names]) => void (state.images = state.images.filter((image) => !names.includes(image))),
  },
  docker: {
    version: () => ({ code: state.dockerDown ? 1 : 0 }),
    port: () => ({ say: state.published ? `127.0.0.1:${args.at(-1)}` : '', code: state.published ? 0 : 1 }),
  },
  kubectl: {
    kustomize: ([, folder]) => ({ say: rendered(folder) }),
    'get namespace': () => ({ say: state.namespace ? 'namespace/chat' : '' }),
    'get nodes': () => ({ say: state.runtime ?? 'docker://28.4.0' }),
    'get persistentvolumes': () => ({ say: JSON.stringify({ items: volumes() }) }),
    get: ([, what]) => ({ say: volumes().some(({ metadata }) => metadata.name === nameOf(what)) ? what : '' }),
    delete: ([, what]) => {
      if (state.volumes) state.volumes = volumes().filter(({ metadata }) => metadata.name !== nameOf(what));
    },
    'get secrets': () => ({ say: JSON.stringify({ items: secrets() }) }),
    'get replicasets': () => ({ say: JSON.stringify({ items: state.replicaSets }) }),
    'get pods': (words) => {
      if (!words.includes('--output=name'))
        return { say: 'NAME READY STATUS\nfrontend-1 1/1 Running\nauth-service-1 0/1 CrashLoopBackOff' };
      const say = (state.ending ?? []).join('\n');
      state.ending?.pop();
      return { say };
    },
    'get events': () => ({ say: 'Warning BackOff auth-service-1' }),
    logs: ([, pod]) => ({ say: `the last words of ${pod}` }),
    apply: (words, input) => applied(input),
    'patch secret': ([, , name, , patch]) => {
      for (const key of Object.keys(JSON.parse(patch.replace('--patch=', '')).data)) delete state.secrets[name][key];
    },
    rollout: (words) => ({ code: words.includes(state.failing) ? 1 : 0 }),
    'delete namespace': () => void Object.assign(state, { namespace: false, secrets: {} }),
    'exec deployment/auth-service': () =>
      state.administrator ? { code: 1 } : { say: 'The first administrator is made at\n\n  /setup#CODE\n' },
    'port-forward': (words) => (forward(Number.parseInt(words.at(-1), 10) || 0), { stays: true }),
  },
};

async function main() {
  let input = '';
  for await (const chunk of process.stdin) input += chunk;
  appendFileSync(join(__dirname, 'calls.jsonl'), `${JSON.stringify({ tool, args, input })}\n`);
  // The options for cluster and namespace come first.
  const words = [...args];
  while (['--context', '--namespace', '--profile'].includes(words[0])) words.splice(0, 2);
  const answer = answers[tool][words.slice(0, 2).join(' ')] ?? answers[tool][words[0]];
  const { say, code = 0, stays = false } = answer?.(words, input) ?? {};
  if (say) console.log(say);
  writeFileSync(stateFile, JSON.stringify(state));
  if (!stays) process.exitCode = code;
}

main();
