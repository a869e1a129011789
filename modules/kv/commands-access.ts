import { VerbMisuse, txVerb } from "../../app/client/verbs.ts";
import type { Argument, TxVerb } from "../../app/client/verbs.ts";
import type { MsgGrant } from "../../proto/gen/lazuli/kv/v1/tx.ts";
import type { PermissionName } from "./client-messages.ts";
import { NAMESPACE } from "./commands-arguments.ts";

/* Verbs about who may write to a namespace. */

const messages = () => import("./client-messages.ts");

const GRANTEE = {
  name: "grantee",
  kind: "address",
  describe: "Who may write: an address or a key's name",
} as const satisfies Argument;

const PERMISSIONS = [
  "create",
  "update",
  "delete",
  "lease",
] as const satisfies readonly PermissionName[];

const grant = txVerb({
  name: "grant",
  describe: "Let somebody write; replaces the grant that they have for the same prefix",
  arguments: [NAMESPACE, GRANTEE],
  flags: {
    permissions: {
      kind: "list",
      choices: PERMISSIONS,
      required: true,
      describe: `some of ${PERMISSIONS.join(",")}, separated by commas`,
    },
    prefix: { kind: "bytes", describe: "Only keys that start with this text" },
    expires: {
      kind: "duration",
      describe: "How long from now on, such as 12h or 30d [default: it does not end]",
    },
  },
  examples: [
    [
      "profile bob --permissions create,update --prefix b/ --expires 30d --from alice",
      "Bob may write below b/ for 30 days",
    ],
  ],
  async message({ namespace, grantee }, signer, { permissions = [], prefix, expires }) {
    const { kvMessages } = await messages();
    // The flag takes none but these names.
    return kvMessages(signer).grant(namespace, grantee, permissions as PermissionName[], {
      ...(prefix === undefined ? {} : { prefix }),
      ...(expires === undefined ? {} : { expiresIn: expires }),
    });
  },
  async shown({ value }) {
    const { permissionName } = await messages();
    return { permissions: (value as MsgGrant).permissions.map(permissionName) };
  },
});

const revoke = txVerb({
  name: "revoke",
  describe: "Take a grant back",
  arguments: [NAMESPACE, GRANTEE],
  flags: { prefix: { kind: "bytes", describe: "The prefix of the grant, if it has one" } },
  examples: [["profile bob --prefix b/ --from alice", "The grant for what is below b/"]],
  async message({ namespace, grantee }, signer, { prefix }) {
    const { kvMessages } = await messages();
    return kvMessages(signer).revoke(namespace, grantee, prefix === undefined ? {} : { prefix });
  },
});

const offer = txVerb({
  name: "offer",
  describe: "Offer a namespace to a new owner, or withdraw the offer",
  arguments: [
    NAMESPACE,
    {
      name: "new-owner",
      kind: "address",
      optional: true,
      describe: "Who may accept it: an address or a key's name",
    },
  ],
  flags: { withdraw: { kind: "boolean", describe: "Withdraw the offer" } },
  examples: [
    ["profile bob --from alice", "It is bob's as soon as he accepts it"],
    ["profile --withdraw --from alice", "It stays alice's"],
  ],
  check({ "new-owner": newOwner }, { withdraw }) {
    if ((newOwner === undefined) !== (withdraw === true)) {
      throw new VerbMisuse("expected either NEW-OWNER or --withdraw");
    }
  },
  async message({ namespace, "new-owner": newOwner }, signer) {
    return (await messages()).kvMessages(signer).offerNamespace(namespace, newOwner);
  },
});

const accept = txVerb({
  name: "accept",
  describe: "Take over a namespace that was offered to you; all grants in it become void",
  arguments: [NAMESPACE],
  examples: [["alice/profile --from bob", "Its name stays, bob owns it"]],
  async message({ namespace }, signer) {
    return (await messages()).kvMessages(signer).acceptNamespace(namespace);
  },
});

export const ACCESS_VERBS: readonly TxVerb[] = [grant, revoke, offer, accept];
