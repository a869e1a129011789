/**
 * What whoever runs the command can mend: a wrong setting, a missing file, a wrong password. It is
 * shown as one line; any other error is a bug and is shown with its stack.
 */
export class UserError extends Error {
  override readonly name = "UserError";
}
