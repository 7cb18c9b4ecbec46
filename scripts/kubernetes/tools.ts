import { DeployError, isInstalled } from './command.ts';

/** How to check for each tool and how to install it. */
const TOOLS = {
  minikube: { args: ['version'], howToInstall: 'Install Minikube: https://minikube.sigs.k8s.io/docs/start' },
  kubectl: { args: ['version', '--client'], howToInstall: 'Install kubectl: https://kubernetes.io/docs/tasks/tools' },
  docker: { args: ['--version'], howToInstall: 'Install Docker: https://docs.docker.com/get-docker' },
};

export type Tool = keyof typeof TOOLS;

/** Throws DeployError for the first missing tool. */
export async function requireTools(tools: readonly Tool[]): Promise<void> {
  for (const tool of tools) {
    const { args, howToInstall } = TOOLS[tool];
    if (!(await isInstalled(tool, args))) throw new DeployError(`${tool} is missing. ${howToInstall}`);
  }
}
