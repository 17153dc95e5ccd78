// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest;

import io.lethe.ingest.metrics.IngestMetrics;
import io.lethe.schemas.AmendmentKind;
import io.lethe.schemas.RejectionReason;
import java.util.ArrayList;
import java.util.List;

/** Remembers what was counted, in order. */
final class CountingMetrics implements IngestMetrics {
  final List<String> counted = new ArrayList<>();

  @Override
  public void accepted() {
    counted.add("accepted");
  }

  @Override
  public void repeated() {
    counted.add("repeated");
  }

  @Override
  public void rejected(RejectionReason reason) {
    counted.add("rejected " + reason);
  }

  @Override
  public void amended(AmendmentKind kind) {
    counted.add("amended " + kind);
  }

  @Override
  public void calledBack(CallbackOutcome outcome) {
    counted.add("callback " + outcome);
  }

  @Override
  public void standingCase(String model) {
    counted.add("standing case of " + model);
  }

  @Override
  public void sealed(String model, SealReason reason, long samples) {
    counted.add("sealed " + reason);
  }

  @Override
  public void jobIssued(String model, String algorithm, int attempt) {
    counted.add("job " + algorithm + " " + attempt);
  }

  @Override
  public void jobRepublished(String model, String algorithm) {
    counted.add("again");
  }

  @Override
  public void parked(String model, int attempt) {
    counted.add("parked");
  }

  @Override
  public void dissolved(String model, int attempt) {
    counted.add("dissolved " + attempt);
  }

  @Override
  public void promoted(String model, long samples, int attempt) {
    counted.add("promoted " + samples);
  }

  @Override
  public void atRisk(String model, long sets) {
    counted.remove("at risk");
    if (sets > 0) {
      counted.add("at risk");
    }
  }

  @Override
  public void waiting(String model, long requests, long pastDeadline) {
    counted.remove("waiting past deadline");
    if (pastDeadline > 0) {
      counted.add("waiting past deadline");
    }
  }
}
