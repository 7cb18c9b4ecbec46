/** Express alone, as its guide has it: `express.json()` and `response.json()`. It stores nothing. */
import type { AddressInfo } from 'node:net';
import express from 'express';
import { acknowledge } from './acknowledge.ts';

const app = express();
app.use(express.json());
app.post('/messages', (request, response) => {
  response.status(201).json(acknowledge(request.body));
});
const server = app.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
