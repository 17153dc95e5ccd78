// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.loop;

/** A session that cannot go on, for the clock by which its clients time everything was set back. */
final class ClockSetBackException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ClockSetBackException(Throwable cause) {
    super("the clock was set back; a session with clients made after that takes over", cause);
  }
}
