import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/**
 * One address for all replicas of a service, like a ClusterIP in Kubernetes: each connection goes to the next replica,
 * and one that has just been killed still gets its share.
 */
export class ClusterIp {
  readonly #ports: number[] = [];
  readonly #sockets = new Set<Socket>();
  readonly #server = createServer((client) => this.#forward(client));
  #turn = 0;

  static async open(): Promise<ClusterIp> {
    const ip = new ClusterIp();
    ip.#server.listen(0, '127.0.0.1');
    await once(ip.#server, 'listening');
    return ip;
  }

  /** host:port */
  get address(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** How many replicas are behind it. */
  get size(): number {
    return this.#ports.length;
  }

  add(port: number): void {
    this.#ports.push(port);
  }

  /** No new connection goes there; existing ones stay. */
  remove(port: number): void {
    const index = this.#ports.indexOf(port);
    if (index !== -1) this.#ports.splice(index, 1);
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #forward(client: Socket): void {
    const port = this.#ports[this.#turn++ % this.#ports.length];
    if (port === undefined) {
      client.destroy();
      return;
    }
    const replica = connect({ port, host: '127.0.0.1', noDelay: true });
    client.setNoDelay();
    this.#bind(client, replica);
    this.#bind(replica, client);
  }

  /** Forwards data, the end and a reset to the other side. */
  #bind(socket: Socket, other: Socket): void {
    this.#sockets.add(socket);
    socket.pipe(other);
    socket.on('error', () => other.destroy());
    socket.on('close', () => {
      this.#sockets.delete(socket);
      // Pending data is still sent to the other side; nothing from there is needed any more.
      other.end();
    });
  }
}
