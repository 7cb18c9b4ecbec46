'use strict';

/*
 * What Dredd loads as its hooks. It takes CommonJS only: of an ES module it says a warning, and goes on without. So
 * this asks the runner, which started Dredd as its child, what to send and what it thinks of the answer.
 */

const hooks = require('hooks');

function ask(step, transaction, done) {
  process.once('message', (changes) => {
    Object.assign(transaction, changes);
    done();
  });
  process.send({ step, transaction });
}

hooks.beforeEach((transaction, done) => {
  // It compares keys with the example's; the runner validates bodies by their schema.
  delete transaction.expected.body;
  ask('prepare', transaction, done);
});

hooks.beforeEachValidation(({ real }) => {
  // Without a body there is no type; with one, the character set is no part of what the contract says.
  if (real.headers['content-type']) real.headers['content-type'] = real.headers['content-type'].split(';')[0];
});

hooks.afterEach((transaction, done) => ask('validate', transaction, done));
