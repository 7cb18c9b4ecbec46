import type { operations } from '../../generated/types/auth.ts';
import type { Handlers } from '../shared/http/contract.ts';
import { operationsHandlers, type OperationsDependencies } from '../shared/http/operations.ts';
import type { Identity } from './identity.ts';
import { login } from './login.ts';
import { endSession, listSessions, logout, refresh } from './sessions.ts';
import { setPassword } from './set-password.ts';
import { judge } from './verdict.ts';

export function createHandlers(identity: Identity, dependencies: OperationsDependencies): Handlers<operations> {
  return {
    ...operationsHandlers(dependencies),
    login: (request) => login(identity, request),
    refresh: (request) => refresh(identity, request),
    logout: (request) => logout(identity, request),
    listSessions: (request) => listSessions(identity, request),
    endSession: (request) => endSession(identity, request),
    setPassword: (request) => setPassword(identity, request),
    verify: async ({ body }) => ({ status: 200, body: await judge(identity, body.token) }),
  };
}
