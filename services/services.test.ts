import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { describe, it } from 'node:test';
import { processNames, serviceNames, SERVICES } from './services.ts';

const GUIDE = 'docs/ADDING-A-SERVICE.md';
const root = new URL('../', import.meta.url);

interface Service {
  name: string;
  process: string;
  port: number;
  portVariable: string;
}

/** A file or folder that a service needs, and what that file must contain. */
type Part = [file: string, ...texts: string[]];

const KUBERNETES_FILES = [
  'deployment.yaml',
  'service.yaml',
  'service-account.yaml',
  'disruption-budget.yaml',
  'network-policy.yaml',
];

/** By the steps of the guide. */
const steps: Record<string, (service: Service) => Part[]> = {
  '1. The row': ({ process, portVariable }) => [['README.md', `| ${process} `, `\`${portVariable}\``]],
  '2. The contract': ({ name, process }) => [
    [`openapi/${name}.yaml`, `title: ${process}\n`],
    [`generated/openapi/${name}.json`],
    [`generated/openapi/${name}.public.json`],
    [`generated/types/${name}.ts`],
    ['generated/gateway/upstreams.conf.template', `upstream ${process} {`],
  ],
  '3. The folder': ({ name }) => [
    [`services/${name}/app.ts`],
    [`services/${name}/config.ts`, `'${name}')`],
    [`services/${name}/server.ts`],
    [`services/${name}/migrations`],
    ['package.json', `"prestart:${name}": `, `"start:${name}": "node dist/services/${name}/server.js"`],
  ],
  '4. The images': ({ name, process, port }) => [
    [
      'services/Dockerfile',
      `COPY services/${name}/migrations services/${name}/migrations\n`,
      `FROM build AS build-${name}\n`,
      `FROM runtime AS ${process}\n` +
        `COPY --from=build-${name} /app/dist dist\n` +
        `EXPOSE ${port}\n` +
        `CMD ["node", "dist/services/${name}/server.js"]\n`,
    ],
    ['frontend/Dockerfile', ...upstreamDefaults(name, `${process}:${port}`)],
  ],
  '5. Kubernetes': ({ process, port }) => [
    ['k8s/base/kustomization.yaml', `  - ${process}\n`],
    [`k8s/base/${process}/kustomization.yaml`, ...KUBERNETES_FILES.map((file) => `  - ${file}\n`)],
    [
      `k8s/base/${process}/deployment.yaml`,
      `image: chat/${process}\n`,
      `containerPort: ${port}\n`,
      `prometheus.io/port: '${port}'\n`,
      'app.kubernetes.io/component: service\n',
      `secretRef:\n                name: ${process}\n`,
    ],
    ...KUBERNETES_FILES.map((file): Part => [`k8s/base/${process}/${file}`, `name: ${process}\n`]),
    [`k8s/base/${process}/service.yaml`, `port: ${port}\n`],
    [`k8s/base/${process}/network-policy.yaml`, `port: ${port} }\n`],
    ['k8s/base/network-policies.yaml', `app.kubernetes.io/name: ${process}\n      ports:\n        - ${tcp(port)}\n`],
    ['k8s/overlays/production/kustomization.yaml', `name: chat/${process},`],
    ['k8s/overlays/production/autoscalers.yaml', `kind: Deployment\n    name: ${process}\n`],
  ],
};

const tcp = (port: number) => `{ protocol: TCP, port: ${port} }`;

function upstreamDefaults(name: string, address: string): string[] {
  const variable = `${name.toUpperCase()}_SERVER`;
  return [`${variable}=${address} `, `${variable}_2=${address} `];
}

/** The part of a schema that lists the services. */
interface Answer {
  properties: { service: { enum: string[] } };
}

/** What is missing of a part, in words. */
function missing([file, ...texts]: Part): string[] {
  const url = new URL(file, root);
  if (!existsSync(url)) return [`${file} is missing`];
  if (statSync(url).isDirectory()) return [];
  const content = readFileSync(url, 'utf8').replaceAll('\r\n', '\n');
  return texts.filter((text) => !content.includes(text)).map((text) => `${file} lacks: ${text.trim()}`);
}

function assertComplete(parts: Part[]): void {
  const found = parts.flatMap(missing);
  assert.ok(found.length === 0, `${found.join('\n')}\nSee ${GUIDE}.`);
}

const services: Service[] = serviceNames.map((name) => ({ name, ...SERVICES[name] }));

for (const service of services) {
  describe(service.process, () => {
    for (const [step, parts] of Object.entries(steps)) it(step, () => assertComplete(parts(service)));
  });
}

describe('the table of services', () => {
  it('names each process, port and variable once', () => {
    for (const column of ['process', 'port', 'portVariable'] as const) {
      assert.equal(new Set(services.map((service) => service[column])).size, services.length, column);
    }
  });

  it('is the list of names in the answers of /health and /ready', () => {
    const text = readFileSync(new URL('generated/openapi/auth.json', root), 'utf8');
    const { components } = JSON.parse(text) as { components: { schemas: Record<'Health' | 'Readiness', Answer> } };
    for (const { properties } of [components.schemas.Health, components.schemas.Readiness]) {
      assert.deepEqual(properties.service.enum, processNames, 'The lists of names in openapi/');
    }
  });

  it('has a row for each folder with a server, in services/ and in k8s/base/', () => {
    const folders = readdirSync(new URL('services/', root));
    const servers = folders.filter((folder) => existsSync(new URL(`services/${folder}/server.ts`, root)));
    assert.deepEqual(servers.sort(), [...serviceNames].sort());
    const deployed = readdirSync(new URL('k8s/base/', root)).filter((folder) => folder.endsWith('-service'));
    assert.deepEqual(deployed.sort(), services.map(({ process }) => process).sort());
  });
});

describe('a new row alone', () => {
  const forgotten = { name: 'nothing', process: 'nothing-service', port: 5999, portVariable: 'NOTHING_PORT' };

  for (const [step, parts] of Object.entries(steps)) {
    it(`is reported for each part: ${step}`, () => {
      for (const part of parts(forgotten)) {
        const [file, ...texts] = part;
        if (existsSync(new URL(file, root))) assert.equal(missing(part).length, texts.length, file);
        else assert.deepEqual(missing(part), [`${file} is missing`]);
        assert.throws(() => assertComplete([part]), new RegExp(GUIDE));
      }
    });

    it(`is explained by the guide: ${step}`, () => {
      const guide = readFileSync(new URL(GUIDE, root), 'utf8');
      const [, text = ''] = guide.split(`## ${step}\n`);
      const section = text.split('\n## ')[0] ?? '';
      const files = parts({ ...forgotten, name: 'NAME', process: 'NAME-service' }).map(([file]) => file);
      for (const file of files) {
        const mentioned = [file, file.replace(/^.*\//, '')].some((path) => section.includes(`\`${path}\``));
        assert.ok(mentioned || file.startsWith('generated/'), `${GUIDE}, "${step}", does not mention ${file}`);
      }
    });
  }
});
