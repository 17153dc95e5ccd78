// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry.serving;

import io.lethe.kit.logging.LogContext;
import io.lethe.kit.logging.LogKeys;
import io.lethe.kit.trace.Trace;
import io.lethe.registry.model.ModelName;
import io.lethe.schemas.ModelEvent;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A champion as the serving folder needs it.
 *
 * @param model the model
 * @param version its number
 * @param digest its bytes
 * @param championEpoch which move of the pointer made it champion
 * @param forgottenDigest what it has forgotten
 * @param report the signed report behind it, DSSE envelope
 * @param changedAt since when it is champion, ISO 8601
 * @param forgetSetDigest the set whose promotion made it, null where no promotion did
 */
record ServedVersion(
    String model,
    long version,
    String digest,
    long championEpoch,
    String forgottenDigest,
    String report,
    String changedAt,
    @Nullable String forgetSetDigest) {
  ServedVersion {
    if (!ModelName.isValid(model)) {
      throw new IllegalArgumentException(
          "model name is " + model + "; it must have " + ModelName.RULE);
    }
    if (version < 1) {
      throw new IllegalArgumentException("version is " + version + "; it must be >= 1");
    }
    Objects.requireNonNull(digest, "digest");
    Objects.requireNonNull(forgottenDigest, "forgottenDigest");
    Objects.requireNonNull(report, "report");
    Objects.requireNonNull(changedAt, "changedAt");
  }

  /** The champion that a REGISTERED, PROMOTED or ROLLED_BACK event made. */
  static ServedVersion of(ModelEvent event) {
    return new ServedVersion(
        event.getModel(),
        event.getVersion(),
        event.getDigest(),
        event.getChampionEpoch(),
        event.getForgottenDigest(),
        event.getReport(),
        event.getOccurredAt().toString(),
        event.getForgetSetDigest());
  }

  /** What is logged while it is put into the folder. */
  LogContext logContext() {
    LogContext ofModel = LogContext.ofModel(model).with(LogKeys.FORGET_SET, forgetSetDigest);
    return forgetSetDigest == null
        ? ofModel
        : ofModel.with(Trace.ofForgetSet(model, forgetSetDigest));
  }
}
