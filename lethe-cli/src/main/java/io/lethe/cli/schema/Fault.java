// SPDX-License-Identifier: Apache-2.0
package io.lethe.cli.schema;

/** Why a call is not answered, under the numbers that clients of Confluent's registry know. */
enum Fault {
  MALFORMED(400, 400),
  NO_SUCH_CALL(404, 404),
  UNKNOWN_SUBJECT(404, 40401),
  UNKNOWN_VERSION(404, 40402),
  UNKNOWN_SCHEMA(404, 40403),
  INCOMPATIBLE(409, 409),
  INVALID_SCHEMA(422, 42201),
  INVALID_VERSION(422, 42202),
  NOT_PERMITTED(422, 42205),
  STORE(500, 50001);

  private final int status;
  private final int code;

  Fault(int status, int code) {
    this.status = status;
    this.code = code;
  }

  /** The HTTP status. */
  int status() {
    return status;
  }

  /** The number in the body, {@code error_code}. */
  int code() {
    return code;
  }
}
