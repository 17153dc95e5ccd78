package io.lethe.registry.model;

import io.lethe.schemas.ModelCandidate;
import io.lethe.schemas.UnlearningJob;
import io.lethe.schemas.VerificationReport;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a job, a candidate and a report all say about one piece of work, by field name; where they
 * differ, they are not about the same work.
 */
record Claims(Map<String, Object> fields) {

  static Claims of(UnlearningJob job) {
    return new Claims(
        fields(
            job.getAttempt(),
            job.getParentDigest(),
            job.getChampionEpoch(),
            job.getDatasetDigest(),
            job.getForgetSetDigest(),
            job.getExcludedDigest(),
            job.getForgottenDigest()));
  }

  static Claims of(ModelCandidate candidate) {
    return new Claims(
        fields(
            candidate.getAttempt(),
            candidate.getParentDigest(),
            candidate.getChampionEpoch(),
            candidate.getDatasetDigest(),
            candidate.getForgetSetDigest(),
            candidate.getExcludedDigest(),
            candidate.getForgottenDigest()));
  }

  static Claims of(VerificationReport report) {
    return new Claims(
        fields(
            report.getAttempt(),
            report.getParentDigest(),
            report.getChampionEpoch(),
            report.getDatasetDigest(),
            report.getForgetSetDigest(),
            report.getExcludedDigest(),
            report.getForgottenDigest()));
  }

  /** The first field in which the other differs, in words, or empty where they agree. */
  Optional<String> difference(Claims other) {
    return fields.entrySet().stream()
        .filter(field -> !Objects.equals(field.getValue(), other.fields.get(field.getKey())))
        .map(
            field ->
                "%s is %s where the job says %s"
                    .formatted(field.getKey(), other.fields.get(field.getKey()), field.getValue()))
        .findFirst();
  }

  private static Map<String, Object> fields(
      int attempt,
      String parentDigest,
      long championEpoch,
      String datasetDigest,
      String forgetSetDigest,
      String excludedDigest,
      String forgottenDigest) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("attempt", attempt);
    fields.put("parentDigest", parentDigest);
    fields.put("championEpoch", championEpoch);
    fields.put("datasetDigest", datasetDigest);
    fields.put("forgetSetDigest", forgetSetDigest);
    fields.put("excludedDigest", excludedDigest);
    fields.put("forgottenDigest", forgottenDigest);
    return fields;
  }
}
