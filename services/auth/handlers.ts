import type { operations } from '../../generated/types/auth.ts';
import type { RequestContext } from '../shared/http/contract.ts';
import type { OwnHandlers } from '../shared/service/compose.ts';
import { listAudit } from './audit/list-audit.ts';
import { getAbout } from './about/get-about.ts';
import { updateAbout } from './about/update-about.ts';
import { deleteAccount } from './accounts/delete-account.ts';
import { endAccountSessions } from './accounts/end-account-sessions.ts';
import { endGuest } from './accounts/end-guest.ts';
import { grantAdministrator } from './accounts/grant-administrator.ts';
import { listAccounts } from './accounts/list-accounts.ts';
import { listAdministrators } from './accounts/list-administrators.ts';
import { revokeAdministrator } from './accounts/revoke-administrator.ts';
import { listGuests } from './accounts/list-guests.ts';
import { createResetLink } from './accounts/reset/create-reset-link.ts';
import { resetPassword } from './accounts/reset/reset-password.ts';
import { setPassword } from './accounts/set-password.ts';
import { updateAccount } from './accounts/update-account.ts';
import { claimDisplayName } from './display-names/claim-display-name.ts';
import { confirmDisplayNames } from './display-names/confirm-display-names.ts';
import { loginByInvite } from './invites/login-by-invite.ts';
import type { Identity } from './identity.ts';
import { login } from './login/login.ts';
import { findPeople } from './people/find-people.ts';
import { listPeople } from './people/list-people.ts';
import { endSession } from './sessions/end-session.ts';
import { listSessions } from './sessions/list-sessions.ts';
import { logout } from './sessions/logout.ts';
import { refresh } from './sessions/refresh.ts';
import { assertSameOrigin } from './sessions/same-origin.ts';
import { setUp } from './accounts/setup/set-up.ts';
import { verify } from './tokens/verify.ts';

export function createHandlers(identity: Identity): OwnHandlers<operations> {
  return {
    login: ofOwnPage((request) => login(identity, request)),
    loginByInvite: ofOwnPage((request) => loginByInvite(identity, request)),
    refresh: ofOwnPage((request) => refresh(identity, request)),
    logout: ofOwnPage((request) => logout(identity, request)),
    listSessions: (request) => listSessions(identity, request),
    endSession: (request) => endSession(identity, request),
    getAbout: (request) => getAbout(identity, request),
    updateAbout: (request) => updateAbout(identity, request),
    listAdministrators: () => listAdministrators(identity),
    grantAdministrator: (request) => grantAdministrator(identity, request),
    revokeAdministrator: (request) => revokeAdministrator(identity, request),
    setUp: ofOwnPage((request) => setUp(identity, request)),
    setPassword: (request) => setPassword(identity, request),
    listAccounts: (request) => listAccounts(identity, request),
    updateAccount: (request) => updateAccount(identity, request),
    deleteAccount: (request) => deleteAccount(identity, request),
    endAccountSessions: (request) => endAccountSessions(identity, request),
    createResetLink: (request) => createResetLink(identity, request),
    resetPassword: ofOwnPage((request) => resetPassword(identity, request)),
    listAudit: (request) => listAudit(identity, request),
    listGuests: (request) => listGuests(identity, request),
    endGuest: (request) => endGuest(identity, request),
    listPeople: (request) => listPeople(identity, request),
    findPeople: (request) => findPeople(identity, request),
    claimDisplayName: (request) => claimDisplayName(identity, request),
    confirmDisplayNames: (request) => confirmDisplayNames(identity, request),
    verify: (request) => verify(identity, request),
  };
}

/** For operations that use or end the cookie's session. */
function ofOwnPage<Request extends RequestContext, Answer>(
  handler: (request: Request) => Answer,
): (request: Request) => Answer {
  return (request) => {
    assertSameOrigin(request);
    return handler(request);
  };
}
