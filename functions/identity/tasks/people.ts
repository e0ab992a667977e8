// What is done about people without a page: erasing somebody at the operator's hand, and putting invitations and other messages into the post.
import { parse, type Task } from '../../../shared/http.ts';
import type { Notifier } from '../../../shared/notify.ts';
import { postInvitation } from '../actions/invitations.ts';
import { sendMessage } from '../actions/messages.ts';
import { erasePerson } from '../actions/people.ts';
import { sendInvitationSchema } from '../schema/invitations.ts';
import { sendMessageSchema } from '../schema/messages.ts';
import { erasePersonSchema } from '../schema/people.ts';

/** Where links lead, the key they are made with, and who carries the post. */
export type PostRoom = { origin: string; linkKey: string; notifier: Notifier };

export const peopleTasks = (postRoom: PostRoom) =>
  ({
    'erase-person': async (context, subject) => {
      const command = parse(erasePersonSchema, subject);
      return command.ok ? erasePerson(context, command.value.person, command.value) : command;
    },
    'send-invitation': async (context, subject) => {
      const { effect, payload } = sendInvitationSchema.parse(subject);
      return postInvitation(context, postRoom, { effect, id: payload.invitation });
    },
    'send-message': (context, subject) => sendMessage(context, postRoom, sendMessageSchema.parse(subject)),
  }) satisfies Record<string, Task>;
