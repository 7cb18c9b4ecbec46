/** Written by `npm run codegen`: what every operation answers if it succeeds, by status. */
export const answers = {
  'POST /login': {
    '200': {
      token: 'string',
      username: 'string',
      sub: 'string',
      sid: 'string',
      roles: ['string'],
      expiresAt: 'string',
    },
  },
  'POST /refresh': {
    '200': {
      token: 'string',
      username: 'string',
      sub: 'string',
      sid: 'string',
      roles: ['string'],
      expiresAt: 'string',
    },
  },
  'POST /logout': { '204': null },
  'GET /sessions': {
    '200': {
      sessions: [{ sid: 'string', createdAt: 'string', lastUsedAt: 'string', userAgent: 'string', current: 'boolean' }],
    },
  },
  'DELETE /sessions/{sid}': { '204': null },
  'GET /administrators': { '200': { administrators: [{ sub: 'string', username: 'string' }] } },
  'PUT /account/password': {
    '200': {
      token: 'string',
      username: 'string',
      sub: 'string',
      sid: 'string',
      roles: ['string'],
      expiresAt: 'string',
    },
  },
  'GET /accounts': {
    '200': {
      accounts: [
        { sub: 'string', username: 'string', roles: ['string'], 'disabledAt?': 'string', 'lastUsedAt?': 'string' },
      ],
      'next?': 'string',
    },
  },
  'DELETE /accounts/{sub}': { '200': { sub: 'string', username: 'string', kept: ['string'] } },
  'PATCH /accounts/{sub}': {
    '200': { sub: 'string', username: 'string', roles: ['string'], 'disabledAt?': 'string', 'lastUsedAt?': 'string' },
  },
  'DELETE /guests/{sub}': { '204': null },
  'GET /messages': {
    '200': {
      messages: [
        {
          id: 'string',
          seq: 'number',
          room: 'string',
          sub: 'string',
          username: 'string',
          guest: 'boolean',
          message: 'string',
          timestamp: 'string',
          'editedAt?': 'string',
          'deletedAt?': 'string',
        },
      ],
      hasMore: 'boolean',
      cursor: 'number',
    },
  },
  'POST /messages': {
    '200': {
      id: 'string',
      seq: 'number',
      room: 'string',
      sub: 'string',
      username: 'string',
      guest: 'boolean',
      message: 'string',
      timestamp: 'string',
      'editedAt?': 'string',
      'deletedAt?': 'string',
    },
    '201': {
      id: 'string',
      seq: 'number',
      room: 'string',
      sub: 'string',
      username: 'string',
      guest: 'boolean',
      message: 'string',
      timestamp: 'string',
      'editedAt?': 'string',
      'deletedAt?': 'string',
    },
  },
  'DELETE /messages/clear': { '200': { room: 'string', seq: 'number' } },
  'DELETE /messages/{id}': { '204': null },
  'PATCH /messages/{id}': {
    '200': {
      id: 'string',
      seq: 'number',
      room: 'string',
      sub: 'string',
      username: 'string',
      guest: 'boolean',
      message: 'string',
      timestamp: 'string',
      'editedAt?': 'string',
      'deletedAt?': 'string',
    },
  },
  'GET /events': {
    '200': {
      events: [
        {
          seq: 'number',
          type: 'string',
          room: 'string',
          'message?': {
            id: 'string',
            seq: 'number',
            room: 'string',
            sub: 'string',
            username: 'string',
            guest: 'boolean',
            message: 'string',
            timestamp: 'string',
            'editedAt?': 'string',
            'deletedAt?': 'string',
          },
        },
      ],
      hasMore: 'boolean',
      cursor: 'number',
    },
  },
  'POST /users/connect': { '200': { username: 'string', status: 'string' } },
  'POST /users/disconnect': { '200': { username: 'string', status: 'string' } },
  'GET /users/online': { '200': { users: ['string'], count: 'number' } },
  'GET /users/events': { '200': null },
  'GET /users/me': { '200': { sub: 'string', username: 'string', displayName: 'string', guest: 'boolean' } },
  'PATCH /users/me': { '200': { sub: 'string', username: 'string', displayName: 'string', guest: 'boolean' } },
} as const;
/** What the `data:` of a stream holds. */
export const streamed = {
  event: {
    seq: 'number',
    type: 'string',
    room: 'string',
    'message?': {
      id: 'string',
      seq: 'number',
      room: 'string',
      sub: 'string',
      username: 'string',
      guest: 'boolean',
      message: 'string',
      timestamp: 'string',
      'editedAt?': 'string',
      'deletedAt?': 'string',
    },
  },
  snapshot: {
    count: 'number',
    users: [{ sub: 'string', username: 'string', displayName: 'string', guest: 'boolean' }],
  },
  change: {
    count: 'number',
    joined: [{ sub: 'string', username: 'string', displayName: 'string', guest: 'boolean' }],
    left: ['string'],
  },
} as const;
