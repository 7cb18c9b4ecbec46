// Stands in for minikube and kubectl, by the name it is called. It keeps the Deployments' variables in env.json beside it.
const { readFileSync, renameSync, writeFileSync } = require('node:fs');
const { createServer } = require('node:http');
const { basename, join } = require('node:path');

const file = join(__dirname, 'env.json');
const read = () => JSON.parse(readFileSync(file, 'utf8'));

function setEnv(target, ...changes) {
  const all = read();
  const env = (all[target.replace('deployment/', '')] ??= {});
  for (const change of changes) {
    const [name, value] = change.split('=');
    if (value === undefined) delete env[name.slice(0, -1)];
    else env[name] = value;
  }
  // Whoever reads it meanwhile finds it whole.
  writeFileSync(`${file}.new`, JSON.stringify(all));
  renameSync(`${file}.new`, file);
}

function getDeployment(name) {
  const env = Object.entries(read()[name] ?? {}).map(([name, value]) => ({ name, value }));
  console.log(JSON.stringify({ spec: { template: { spec: { containers: [{ env }] } } } }));
}

/** With STUCK in the environment it lasts until the administrator's role is taken back. */
function rolloutStatus() {
  if (!process.env.STUCK || !read()['auth-service'].ADMINS?.startsWith('stories-')) return;
  setTimeout(rolloutStatus, 50);
}

/** The page is there and the services are, but stories get no answer: the first that sends a request runs until it is ended. */
function forward() {
  const server = createServer(({ url, headers }, response) => {
    if (headers.authorization === 'Bearer none') response.writeHead(401).end();
    else if (url.startsWith('/api')) writeFileSync(join(__dirname, 'asked'), '');
    else response.end('<chat-app></chat-app>');
  });
  server.listen(0, '127.0.0.1', () => console.log(`Forwarding from 127.0.0.1:${server.address().port} -> 8080`));
}

const answers = {
  'get deployment': getDeployment,
  'set env': setEnv,
  'rollout status': rolloutStatus,
  'get pods': () => console.log('pod/auth-service-1\npod/auth-service-2'),
  'exec pod/auth-service-2': () => console.log('a-password'),
  'port-forward --address=127.0.0.1': forward,
};

// Which cluster and which namespace comes first.
const words = process.argv.slice(2);
while (['--context', '--namespace'].includes(words[0])) words.splice(0, 2);
if (basename(__filename) === 'kubectl') answers[words.slice(0, 2).join(' ')]?.(...words.slice(2));
