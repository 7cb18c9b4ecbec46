import type { Manifest } from './manifests.ts';

/* NetworkPolicies as a cluster that enforces them would apply them, as far as ours use them. */

type Labels = Record<string, string>;

interface Selector {
  matchLabels?: Labels;
  matchExpressions?: { key: string; operator: 'In'; values: string[] }[];
}

interface Peer {
  podSelector?: Selector;
  namespaceSelector?: Selector;
}

interface Rule {
  from?: Peer[];
  to?: Peer[];
  ports?: { protocol: string; port: number }[];
}

interface NetworkPolicy {
  kind: string;
  spec: { podSelector: Selector; policyTypes: string[]; ingress?: Rule[]; egress?: Rule[] };
}

/** Somebody who may send or receive: a pod of ours, or one of another namespace. */
export interface Party {
  name: string;
  pod: Labels;
  namespace: Labels;
  ours: boolean;
}

function selects({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Labels): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, values }) => values.includes(labels[key] ?? ''))
  );
}

function isPeer({ podSelector, namespaceSelector }: Peer, party: Party): boolean {
  const inNamespace = namespaceSelector ? selects(namespaceSelector, party.namespace) : party.ours;
  return inNamespace && (podSelector ? selects(podSelector, party.pod) : true);
}

function allows(rules: Rule[], peersOf: (rule: Rule) => Peer[] | undefined, other: Party, port: string): boolean {
  return rules.some((rule) => {
    const peers = peersOf(rule);
    const portMatches = rule.ports?.some((each) => `${each.port}/${each.protocol}` === port) ?? true;
    return portMatches && (peers?.some((peer) => isPeer(peer, other)) ?? true);
  });
}

export function networkPolicies(manifests: Manifest[]): NetworkPolicy[] {
  return manifests.filter(({ kind }) => kind === 'NetworkPolicy') as { kind: string }[] as NetworkPolicy[];
}

/** Whether a connection is open: its sender may send, and its receiver may receive. Outside our namespace all is open. */
export function isOpen(policies: NetworkPolicy[], from: Party, to: Party, port: string): boolean {
  const side = (party: Party, type: 'Ingress' | 'Egress', other: Party) => {
    if (!party.ours) return true;
    const applying = policies.filter(
      ({ spec }) => spec.policyTypes.includes(type) && selects(spec.podSelector, party.pod),
    );
    if (applying.length === 0) return true;
    return type === 'Ingress'
      ? allows(
          applying.flatMap(({ spec }) => spec.ingress ?? []),
          (rule) => rule.from,
          other,
          port,
        )
      : allows(
          applying.flatMap(({ spec }) => spec.egress ?? []),
          (rule) => rule.to,
          other,
          port,
        );
  };
  return side(from, 'Egress', to) && side(to, 'Ingress', from);
}
