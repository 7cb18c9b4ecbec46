/** A name from `kubectl config get-contexts`. */
export const CONTEXT = 'minikube';
export const NAMESPACE = 'chat';
/** The page's port on Minikube and, with `--ports`, on this machine. */
export const NODE_PORT = 30080;
