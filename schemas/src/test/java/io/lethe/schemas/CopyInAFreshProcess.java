// SPDX-License-Identifier: Apache-2.0
package io.lethe.schemas;

import java.time.Instant;

/** Copies a record in a process that has touched nothing else of this module. */
final class CopyInAFreshProcess {

  private CopyInAFreshProcess() {}

  public static void main(String[] arguments) {
    DeletionStatus status =
        DeletionStatus.newBuilder()
            .setTenant("t")
            .setRequestId("r")
            .setState(RequestState.PENDING)
            .setSequence(1)
            .setSubjectKey("k")
            .setSubjectKeyId("i")
            .setAskedAt(Instant.EPOCH)
            .setReceivedAt(Instant.EPOCH)
            .setDeadline(Instant.EPOCH)
            .setChangedAt(Instant.EPOCH)
            .build();
    System.out.println(DeletionStatus.newBuilder(status).build().getState());
  }
}
