// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.callback;

import io.lethe.ingest.http.RequesterPage;
import io.lethe.schemas.DeletionStatus;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * A request whose sender is called back, and what each address was told.
 *
 * @param tenant of the request
 * @param requestId of the request
 * @param stands where it stands over all its models
 * @param shown what a requester sees of it
 * @param receivers whom to tell
 */
public record CallbackRow(
    String tenant,
    String requestId,
    RequesterPage.Shown stands,
    String shown,
    List<Receiver> receivers) {

  /** Checks presence. */
  public CallbackRow {
    Objects.requireNonNull(tenant, "tenant");
    Objects.requireNonNull(requestId, "requestId");
    Objects.requireNonNull(stands, "stands");
    Objects.requireNonNull(shown, "shown");
    receivers = List.copyOf(receivers);
  }

  /** Nobody is told what the answer to his request says already. */
  static CallbackRow of(DeletionStatus status, List<String> addresses) {
    return new CallbackRow(
        status.getTenant(),
        status.getRequestId(),
        RequesterPage.Shown.of(status),
        RequesterPage.PENDING,
        addresses.stream()
            .distinct()
            .map(each -> Receiver.of(each, RequesterPage.PENDING, status.getReceivedAt()))
            .toList());
  }

  CallbackRow with(DeletionStatus status) {
    return new CallbackRow(tenant, requestId, RequesterPage.Shown.of(status), shown, receivers);
  }

  /** As a requester sees it now; what is new is tried at once. */
  CallbackRow seenAt(Instant now) {
    String next = RequesterPage.state(stands, now);
    return next.equals(shown)
        ? this
        : new CallbackRow(
            tenant,
            requestId,
            stands,
            next,
            receivers.stream().map(each -> each.anew(now)).toList());
  }

  CallbackRow with(Receiver changed) {
    return new CallbackRow(
        tenant,
        requestId,
        stands,
        shown,
        receivers.stream()
            .map(each -> each.address().equals(changed.address()) ? changed : each)
            .toList());
  }

  /** Who does not know yet. */
  List<Receiver> untold() {
    return receivers.stream().filter(each -> !each.told().equals(shown)).toList();
  }

  /** Whether everybody knows how it ended. */
  boolean isDone() {
    return untold().isEmpty() && RequesterPage.isEnd(shown);
  }

  Callback to(Receiver receiver) {
    return new Callback(tenant, requestId, receiver.address(), shown, stands.deadline());
  }

  String key() {
    return tenant + "/" + requestId;
  }
}
