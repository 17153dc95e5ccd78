// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.callback;

import io.lethe.ingest.http.RequesterPage;
import io.lethe.ingest.http.RequesterState;
import io.lethe.schemas.DeletionStatus;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * A request whose sender is called back, and what each address was told.
 *
 * @param tenant of the request
 * @param requestId of the request
 * @param seen what the last look saw
 * @param shown what two looks in a row saw, and each address is told
 * @param deadline of what is told
 * @param receivers whom to tell
 */
public record CallbackRow(
    String tenant,
    String requestId,
    RequesterState seen,
    RequesterState shown,
    Instant deadline,
    List<Receiver> receivers) {

  /** Checks presence. */
  public CallbackRow {
    Objects.requireNonNull(tenant, "tenant");
    Objects.requireNonNull(requestId, "requestId");
    Objects.requireNonNull(seen, "seen");
    Objects.requireNonNull(shown, "shown");
    Objects.requireNonNull(deadline, "deadline");
    receivers = List.copyOf(receivers);
  }

  /** Nobody is told what the answer to his request says already. */
  static CallbackRow of(DeletionStatus status, List<String> addresses) {
    return new CallbackRow(
        status.getTenant(),
        status.getRequestId(),
        RequesterState.PENDING,
        RequesterState.PENDING,
        status.getDeadline(),
        addresses.stream()
            .distinct()
            .map(each -> Receiver.of(each, RequesterState.PENDING, status.getReceivedAt()))
            .toList());
  }

  /**
   * After a look. What one look alone sees may be half of a change whose other half is on another
   * topic; an end that was told would be the last word.
   */
  CallbackRow seenAt(Instant now, RequesterPage.Shown look) {
    if (look.state() == shown || look.state() != seen) {
      return new CallbackRow(tenant, requestId, look.state(), shown, deadline, receivers);
    }
    return new CallbackRow(
        tenant,
        requestId,
        seen,
        seen,
        look.deadline(),
        receivers.stream().map(each -> each.anew(now)).toList());
  }

  CallbackRow with(Receiver changed) {
    return new CallbackRow(
        tenant,
        requestId,
        seen,
        shown,
        deadline,
        receivers.stream()
            .map(each -> each.address().equals(changed.address()) ? changed : each)
            .toList());
  }

  /** Who does not know yet. */
  List<Receiver> untold() {
    return receivers.stream().filter(each -> each.told() != shown).toList();
  }

  /** Whether everybody knows how it ended. */
  boolean isDone() {
    return shown.isEnd() && seen == shown && untold().isEmpty();
  }

  Callback to(Receiver receiver) {
    return new Callback(tenant, requestId, receiver.address(), shown, deadline);
  }

  String key() {
    return tenant + "/" + requestId;
  }
}
