/**
 * Names that could be mistaken for the chat itself, its operator or everybody, in the page's languages. Only the
 * operator can create accounts with them. Confusable names are reserved too.
 */
export const RESERVED_NAMES = [
  'admin', 'admins', 'administrator', 'administrators', 'moderator', 'mod', 'operator', 'root', 'sysadmin',
  'system', 'support', 'help', 'helpdesk', 'security', 'staff', 'official', 'service', 'server', 'webmaster', 'postmaster',
  'all', 'everyone', 'everybody', 'channel', 'room', 'here', 'chat', 'you',
  'administrateur', 'administratrice', 'administration', 'modérateur', 'modératrice', 'opérateur', 'système', 'assistance',
  'sécurité', 'officiel', 'tous', 'tout le monde', 'salon', 'ici', 'vous',
]; // prettier-ignore
