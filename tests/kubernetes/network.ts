import { BlockList, isIPv6 } from 'node:net';
import type { Manifest } from './manifests.ts';

/* A model of NetworkPolicies as a cluster enforces them, limited to the fields that ours use. */

type Labels = Record<string, string>;

interface Selector {
  matchLabels?: Labels;
  matchExpressions?: { key: string; operator: string; values: string[] }[];
}

interface Peer {
  podSelector?: Selector;
  namespaceSelector?: Selector;
  ipBlock?: { cidr: string; except?: string[] };
}

interface Rule {
  from?: Peer[];
  to?: Peer[];
  ports?: { protocol: string; port: number }[];
}

interface Policy {
  podSelector: Selector;
  policyTypes: string[];
  ingress?: Rule[];
  egress?: Rule[];
}

/** A sender or receiver. */
export interface Party {
  name: string;
  address: string;
  /** The pod's labels; none outside the cluster. */
  labels: Labels;
  /** The labels of the pod's namespace; undefined outside the cluster. */
  namespace?: Labels;
  /** Whether it is a pod in our namespace. */
  ours: boolean;
}

/** Throws for unsupported fields: an ignored one could open an edge unnoticed. */
function takeOnly(value: object, ...fields: string[]): void {
  const unknown = Object.keys(value).filter((field) => !fields.includes(field));
  if (unknown.length > 0) throw new Error(`${unknown.join(', ')}: not supported here, in ${JSON.stringify(value)}`);
}

function checkSelector(selector: Selector): void {
  takeOnly(selector, 'matchLabels', 'matchExpressions');
  for (const expression of selector.matchExpressions ?? []) {
    takeOnly(expression, 'key', 'operator', 'values');
    if (expression.operator !== 'In') throw new Error(`operator ${expression.operator}: not supported here`);
  }
}

function checkPeer(peer: Peer): void {
  takeOnly(peer, ...(peer.ipBlock ? ['ipBlock'] : ['podSelector', 'namespaceSelector']));
  if (Object.keys(peer).length === 0) throw new Error('an empty peer');
  if (peer.ipBlock) takeOnly(peer.ipBlock, 'cidr', 'except');
  for (const selector of [peer.podSelector, peer.namespaceSelector]) if (selector) checkSelector(selector);
}

function checkRule(rule: Rule, peers: 'from' | 'to'): void {
  takeOnly(rule, peers, 'ports');
  rule[peers]?.forEach(checkPeer);
  for (const port of rule.ports ?? []) {
    takeOnly(port, 'protocol', 'port');
    if (!port.protocol || typeof port.port !== 'number')
      throw new Error(`not a number and its protocol: ${portOf(port)}`);
  }
}

function policiesOf(manifests: Manifest[]): Policy[] {
  const policies = manifests
    .filter(({ kind }) => kind === 'NetworkPolicy')
    .map(({ spec }) => spec as unknown as Policy);
  for (const policy of policies) {
    takeOnly(policy, 'podSelector', 'policyTypes', 'ingress', 'egress');
    checkSelector(policy.podSelector);
    policy.ingress?.forEach((rule) => checkRule(rule, 'from'));
    policy.egress?.forEach((rule) => checkRule(rule, 'to'));
  }
  return policies;
}

function selects({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Labels): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, values }) => values.includes(labels[key] ?? ''))
  );
}

const familyOf = (address: string) => (isIPv6(address) ? 'ipv6' : 'ipv4');

function isWithin(cidr: string, address: string): boolean {
  const [network = '', prefix] = cidr.split('/');
  const block = new BlockList();
  block.addSubnet(network, Number(prefix), familyOf(network));
  return block.check(address, familyOf(address));
}

function isPeer({ podSelector, namespaceSelector, ipBlock }: Peer, party: Party): boolean {
  // Some network plugins apply IP blocks to pods too, others do not: here they do, so that no edge is missed.
  if (ipBlock) {
    const { cidr, except = [] } = ipBlock;
    return isWithin(cidr, party.address) && !except.some((each) => isWithin(each, party.address));
  }
  const inNamespace = namespaceSelector
    ? party.namespace !== undefined && selects(namespaceSelector, party.namespace)
    : party.ours;
  return inNamespace && (podSelector ? selects(podSelector, party.labels) : true);
}

const portOf = ({ port, protocol }: { port: number; protocol: string }) => `${port}/${protocol}`;

/** A rule without peers or ports means all. */
function allows({ from, to, ports = [] }: Rule, other: Party, port: string): boolean {
  const peers = from ?? to ?? [];
  return (
    (ports.length === 0 || ports.some((each) => portOf(each) === port)) &&
    (peers.length === 0 || peers.some((peer) => isPeer(peer, other)))
  );
}

/** Whether a connection is open: its sender may send, and its receiver may receive. */
function isOpen(policies: Policy[], from: Party, to: Party, port: string): boolean {
  const side = (party: Party, type: 'Ingress' | 'Egress', other: Party) => {
    const applying = policies.filter(
      (policy) => policy.policyTypes.includes(type) && selects(policy.podSelector, party.labels),
    );
    const rules = applying.flatMap(({ ingress = [], egress = [] }) => (type === 'Ingress' ? ingress : egress));
    // Outside our namespace everything is open.
    return !party.ours || applying.length === 0 || rules.some((rule) => allows(rule, other, port));
  };
  return side(from, 'Egress', to) && side(to, 'Ingress', from);
}

function podsOf(manifests: Manifest[]): Party[] {
  const home = manifests.find(({ kind }) => kind === 'Namespace')?.metadata;
  const namespace = { ...home?.labels, 'kubernetes.io/metadata.name': home?.name ?? '' };
  return manifests.flatMap(({ metadata: { name }, spec }) =>
    spec?.template
      ? [{ name, address: '10.244.0.9', labels: spec.template.metadata.labels, namespace, ours: true }]
      : [],
  );
}

function portsIn(manifests: Manifest[], policies: Policy[]): string[] {
  const containers = manifests.flatMap(({ spec }) => spec?.template?.spec.containers ?? []);
  const rules = policies.flatMap(({ ingress = [], egress = [] }) => [...ingress, ...egress]);
  return [
    ...containers
      .flatMap(({ ports = [] }) => ports)
      .map(({ containerPort, protocol = 'TCP' }) => `${containerPort}/${protocol}`),
    ...rules.flatMap(({ ports = [] }) => ports).map(portOf),
  ];
}

/**
 * The open connections between our pods (including replicas of one kind) and with others, as `from → to port`. Tries
 * all ports named by a policy or a container, and those given.
 */
export function openEdges(manifests: Manifest[], others: Party[], ports: string[]): Set<string> {
  const policies = policiesOf(manifests);
  const parties = [...podsOf(manifests), ...others];
  const tried = [...ports, ...portsIn(manifests, policies)];
  return new Set(
    parties.flatMap((from) =>
      parties.flatMap((to) =>
        !from.ours && !to.ours
          ? []
          : tried.filter((port) => isOpen(policies, from, to, port)).map((port) => `${from.name} → ${to.name} ${port}`),
      ),
    ),
  );
}
