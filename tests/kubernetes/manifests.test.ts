import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { Ajv, type ValidateFunction } from 'ajv';
import { render } from '../../scripts/kubernetes/deploy.ts';
import { IMAGES } from '../../scripts/kubernetes/images.ts';
import { rendered, type Manifest } from './manifests.ts';
import { isOpen, networkPolicies, type Party } from './network.ts';

const OVERLAYS = ['minikube', 'minikube-ingress', 'production'];
const manifests = new Map(await Promise.all(OVERLAYS.map(async (name) => [name, await rendered(name)] as const)));
const of = (overlay: string) => manifests.get(overlay) ?? [];

const ajv = new Ajv({ allErrors: true, allowUnionTypes: true, strict: true, strictRequired: false });
const validators = new Map<string, ValidateFunction>();

function validatorFor({ kind, apiVersion }: Manifest): ValidateFunction {
  const file = `k8s/schemas/${kind}.${apiVersion.replace(/^.*\//, '')}.json`;
  const known = validators.get(file);
  if (known) return known;
  const validate = ajv.compile(JSON.parse(readFileSync(file, 'utf8')) as object);
  validators.set(file, validate);
  return validate;
}

describe('every manifest follows the schema of its kind, without unknown fields', () => {
  for (const overlay of OVERLAYS) {
    for (const manifest of of(overlay)) {
      it(`${overlay}: ${manifest.kind} ${manifest.metadata.name}`, () => {
        const validate = validatorFor(manifest);
        assert.ok(validate(manifest), ajv.errorsText(validate.errors));
        assert.ok(manifest.kind === 'Namespace' || manifest.metadata.namespace === 'chat');
      });
    }
  }

  it('finds a misspelt field', () => {
    const [deployment] = of('minikube').filter(({ kind }) => kind === 'Deployment');
    assert.ok(deployment);
    assert.equal(validatorFor(deployment)({ ...deployment, spec: { ...deployment.spec, replica: 3 } }), false);
  });
});

it('the images get the tags that they were built under', async () => {
  const tags = Object.fromEntries(IMAGES.map(({ name }, index) => [name, `tag${index}`]));
  const images = (await render('k8s/overlays/minikube', tags)).flatMap((manifest) =>
    ((manifest as Manifest).spec?.template?.spec.containers ?? []).map(({ image }) => image),
  );
  const expected = Object.entries(tags).map(([name, tag]) => `${name}:${tag}`);
  assert.deepEqual(images.sort(), [...expected, 'postgres:18-bookworm'].sort());
});

describe('pods', () => {
  for (const overlay of OVERLAYS) {
    for (const { metadata, spec } of of(overlay).filter(({ spec }) => spec?.template)) {
      it(`${overlay}: ${metadata.name} runs without privileges and bounded`, () => {
        const text = JSON.stringify(spec?.template);
        assert.match(text, /"runAsNonRoot":true/);
        assert.match(text, /"readOnlyRootFilesystem":true/);
        assert.match(text, /"drop":\["ALL"\]/);
        assert.match(text, /"allowPrivilegeEscalation":false/);
        assert.match(text, /"automountServiceAccountToken":false/);
        assert.match(text, /"seccompProfile":\{"type":"RuntimeDefault"\}/);
        assert.match(text, /"limits":\{[^}]*"memory"/);
      });
    }
  }

  it('have no Secret written down anywhere', () => {
    for (const overlay of OVERLAYS) assert.ok(of(overlay).every(({ kind }) => kind !== 'Secret'));
  });

  it('have the resources that were promised', () => {
    const resources = (name: string) =>
      JSON.stringify(of('minikube').find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === name));
    for (const name of ['auth-service', 'message-service', 'user-service']) {
      assert.match(
        resources(name),
        /"limits":\{"cpu":"200m","memory":"256Mi"\},"requests":\{"cpu":"100m","memory":"128Mi"\}/,
      );
      assert.match(resources(name), /"replicas":2/);
    }
    assert.match(
      resources('frontend'),
      /"limits":\{"cpu":"100m","memory":"128Mi"\},"requests":\{"cpu":"50m","memory":"64Mi"\}/,
    );
  });
});

const SERVICES = ['auth-service', 'message-service', 'user-service'];
const names = (overlay: string, kind: string) =>
  of(overlay).flatMap((manifest) => (manifest.kind === kind ? [manifest.metadata.name] : []));
const textOf = (overlay: string, kind: string, name: string) =>
  JSON.stringify(of(overlay).find((manifest) => manifest.kind === kind && manifest.metadata.name === name)?.spec);

describe('replicas may go', () => {
  for (const name of [...SERVICES, 'frontend']) {
    it(`an update of ${name} waits for its replicas, and for what is under way`, () => {
      const text = textOf('minikube', 'Deployment', name);
      assert.match(text, /"maxUnavailable":0/);
      assert.match(text, /"preStop":\{"exec":\{"command":\["sleep","5"\]/);
      assert.match(text, /"terminationGracePeriodSeconds":20/);
      assert.match(text, /"topologySpreadConstraints":/);
      for (const probe of ['startup', 'readiness', 'liveness']) assert.match(text, new RegExp(`"${probe}Probe":`));
    });
  }

  it('what has two keeps one, whatever is drained', () => {
    assert.deepEqual(names('minikube', 'PodDisruptionBudget').sort(), SERVICES);
    assert.deepEqual(names('production', 'PodDisruptionBudget').sort(), [...SERVICES, 'frontend'].sort());
  });

  it('in production their number follows the load', () => {
    assert.deepEqual(names('production', 'HorizontalPodAutoscaler').sort(), [...SERVICES, 'frontend'].sort());
    for (const name of [...SERVICES, 'frontend']) {
      assert.match(textOf('production', 'HorizontalPodAutoscaler', name), /"minReplicas":2/);
      assert.doesNotMatch(textOf('production', 'Deployment', name), /"replicas":/);
    }
  });
});

describe('the overlays', () => {
  it('of Minikube shows the page at port 30080, to clients by their own address', () => {
    const text = textOf('minikube', 'Service', 'frontend');
    assert.match(text, /"nodePort":30080,"port":80,"targetPort":"http"/);
    assert.match(text, /"externalTrafficPolicy":"Local"/);
  });

  it('for production has TLS, and no database of its own', () => {
    assert.match(textOf('production', 'Ingress', 'frontend'), /"tls":\[\{/);
    for (const kind of ['StatefulSet', 'Service', 'NetworkPolicy', 'ServiceAccount']) {
      assert.ok(!names('production', kind).includes('postgres'));
    }
  });

  it('take restricted pods alone', () => {
    for (const overlay of OVERLAYS) {
      const namespace = of(overlay).find(({ kind }) => kind === 'Namespace');
      assert.equal(namespace?.metadata.labels?.['pod-security.kubernetes.io/enforce'], 'restricted');
    }
  });

  it("keep PostgreSQL's data on a volume, where version 18 has it", () => {
    assert.match(textOf('minikube', 'StatefulSet', 'postgres'), /"mountPath":"\/var\/lib\/postgresql","name":"data"/);
  });
});

describe('network policies', () => {
  const parties = (overlay: string): Party[] => {
    const pods = of(overlay).flatMap(({ metadata, spec }): Party[] =>
      spec?.template ? [{ name: metadata.name, pod: spec.template.metadata.labels, namespace: {}, ours: true }] : [],
    );
    const outside = (name: string, namespace: Record<string, string>) => ({ name, pod: {}, namespace, ours: false });
    return [
      ...pods,
      outside('anywhere', {}),
      outside('monitoring', { 'chat/monitoring': 'true' }),
      outside('dns', { 'kubernetes.io/metadata.name': 'kube-system' }),
    ];
  };

  it('open exactly the edges in use', () => {
    const policies = networkPolicies(of('minikube'));
    const ports = ['53/UDP', '53/TCP', '80/TCP', '5000/TCP', '5001/TCP', '5002/TCP', '5432/TCP', '8080/TCP'];
    const all = parties('minikube');
    const open = all.flatMap((from) =>
      all.flatMap((to) =>
        from === to || (!from.ours && !to.ours)
          ? []
          : ports.filter((port) => isOpen(policies, from, to, port)).map((port) => `${from.name} → ${to.name} ${port}`),
      ),
    );
    const pods = all.filter(({ ours }) => ours).map(({ name }) => name);
    const everybody = all.filter(({ name }) => name !== 'frontend' && !pods.includes(name)).map(({ name }) => name);
    assert.deepEqual(
      new Set(open),
      new Set([
        ...pods.flatMap((pod) => [`${pod} → dns 53/UDP`, `${pod} → dns 53/TCP`]),
        ...everybody.map((name) => `${name} → frontend 8080/TCP`),
        'frontend → auth-service 5000/TCP',
        'frontend → message-service 5001/TCP',
        'frontend → user-service 5002/TCP',
        'message-service → auth-service 5000/TCP',
        'user-service → auth-service 5000/TCP',
        'auth-service → postgres 5432/TCP',
        'message-service → postgres 5432/TCP',
        'user-service → postgres 5432/TCP',
        'database-bootstrap → postgres 5432/TCP',
        'monitoring → auth-service 5000/TCP',
        'monitoring → message-service 5001/TCP',
        'monitoring → user-service 5002/TCP',
      ]),
    );
  });
});
