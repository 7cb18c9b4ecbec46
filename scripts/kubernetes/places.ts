/** As `kubectl config get-contexts` names it. */
export const CONTEXT = 'minikube';
export const NAMESPACE = 'chat';
/** Where Minikube, and with `--ports` this machine, shows the page. */
export const NODE_PORT = 30080;
