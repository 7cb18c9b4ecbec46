/**
 * Names that a reader could take for the chat itself, for who runs it, or for everybody, in the languages of the page.
 * Only the operator makes accounts with them. What looks like one of them is reserved too.
 */
export const RESERVED_NAMES = [
  'admin', 'admins', 'administrator', 'administrators', 'moderator', 'mod', 'operator', 'root', 'sysadmin',
  'system', 'support', 'help', 'helpdesk', 'security', 'staff', 'official', 'service', 'server', 'webmaster', 'postmaster',
  'all', 'everyone', 'everybody', 'channel', 'room', 'here', 'chat', 'you',
  'administrateur', 'administratrice', 'administration', 'modérateur', 'modératrice', 'opérateur', 'système', 'assistance',
  'sécurité', 'officiel', 'tous', 'tout le monde', 'salon', 'ici', 'vous',
]; // prettier-ignore
