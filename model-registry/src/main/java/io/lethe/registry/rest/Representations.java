// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry.rest;

import io.lethe.registry.model.Lifecycle;
import io.lethe.registry.model.VersionRow;
import io.lethe.registry.view.DecidedReport;
import io.lethe.schemas.TrainedWithout;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the registry shows as JSON. */
final class Representations {
  private Representations() {}

  record Models(List<Model> models, List<Registration> registrations) {}

  /**
   * A model that is to be registered: the verifier's baseline is awaited.
   *
   * @param acceptedAt since when
   */
  record Registration(
      String model, String commandId, String digest, String datasetDigest, String acceptedAt) {

    static Registration of(String name, Lifecycle.Registering awaited) {
      return new Registration(
          name,
          awaited.commandId(),
          awaited.root().digest(),
          awaited.dataset().digest(),
          Instant.ofEpochMilli(awaited.acceptedAtMillis()).toString());
    }
  }

  /**
   * A model at a glance.
   *
   * @param forgottenDigest what the champion has forgotten
   */
  record Model(
      String model,
      long championVersion,
      long championEpoch,
      String championDigest,
      String championUri,
      String forgottenDigest,
      String forgottenUri,
      String rootDigest,
      String datasetDigest,
      String datasetUri,
      String policyDigest,
      String policy,
      SortedMap<String, Long> aliases) {

    static Model of(String name, Lifecycle.Registered model) {
      return new Model(
          name,
          model.champion().version(),
          model.champion().epoch(),
          model.champion().digest(),
          model.champion().uri(),
          model.champion().forgottenDigest(),
          model.champion().forgottenUri(),
          model.rootDigest(),
          model.dataset().digest(),
          model.dataset().uri(),
          model.policy().digest(),
          model.policy().json(),
          new TreeMap<>(model.aliases()));
    }
  }

  record Versions(String model, List<Version> versions) {}

  /**
   * A version without its report, which has an address of its own.
   *
   * @param trainedWithout of a root: SHOWN or CLAIMED, whether the report shows that it was trained
   *     without what it has forgotten; null where that is nobody
   * @param page where the report's page for people is served; null where it has none
   */
  record Version(
      long version,
      String origin,
      boolean champion,
      String digest,
      String uri,
      @Nullable Long parentVersion,
      long championEpoch,
      String forgottenDigest,
      String forgottenUri,
      @Nullable String forgetSetDigest,
      @Nullable String jobId,
      @Nullable Integer attempt,
      @Nullable String algorithm,
      @Nullable TrainedWithout trainedWithout,
      String policyDigest,
      Map<String, Double> metrics,
      String createdAt,
      String report,
      @Nullable String pageDigest,
      @Nullable String pageUri,
      @Nullable String page) {

    /**
     * A version.
     *
     * @param decided the report behind its bytes; empty for a root
     */
    static Version of(
        String model, VersionRow row, long championVersion, Optional<DecidedReport> decided) {
      return new Version(
          row.number(),
          row.origin().name(),
          row.number() == championVersion,
          row.digest(),
          row.uri(),
          row.parentVersion() == 0 ? null : row.parentVersion(),
          row.championEpoch(),
          row.forgottenDigest(),
          row.forgottenUri(),
          row.forgetSetDigest(),
          row.jobId(),
          row.jobId() == null ? null : row.attempt(),
          row.algorithm(),
          row.trainedWithout(),
          row.policyDigest(),
          new TreeMap<>(row.metrics()),
          Instant.ofEpochMilli(row.createdAtMillis()).toString(),
          "/v1/models/%s/versions/%d/report".formatted(model, row.number()),
          decided.map(DecidedReport::pageDigest).orElse(null),
          decided.map(DecidedReport::pageUri).orElse(null),
          decided.map(report -> pageOf(model, report)).orElse(null));
    }
  }

  record Reports(String model, List<Report> reports) {}

  /**
   * What was decided on a report.
   *
   * @param decision PROMOTED, REJECTED or INCONCLUSIVE
   * @param page where the report's page for people is served; null where it has none
   */
  record Report(
      String jobId,
      int attempt,
      String decision,
      String forgetSetDigest,
      String candidateDigest,
      @Nullable Long version,
      String decidedAt,
      @Nullable String pageDigest,
      @Nullable String pageUri,
      @Nullable String page) {

    static Report of(String model, DecidedReport report) {
      return new Report(
          report.jobId(),
          report.attempt(),
          report.decision().name(),
          report.forgetSetDigest(),
          report.candidateDigest(),
          report.version(),
          Instant.ofEpochMilli(report.decidedAtMillis()).toString(),
          report.pageDigest(),
          report.pageUri(),
          pageOf(model, report));
    }
  }

  private static @Nullable String pageOf(String model, DecidedReport report) {
    return report.pageDigest() == null
        ? null
        : "/v1/models/%s/reports/%s/page".formatted(model, report.jobId());
  }

  /** The champion's ancestors, champion first, root last. */
  record Lineage(String model, String rootDigest, List<Step> lineage) {}

  record Step(
      long version,
      String origin,
      String digest,
      String forgottenDigest,
      @Nullable String forgetSetDigest) {
    static Step of(VersionRow row) {
      return new Step(
          row.number(),
          row.origin().name(),
          row.digest(),
          row.forgottenDigest(),
          row.forgetSetDigest());
    }
  }

  record Accepted(
      String commandId, String model, String type, String commandDigest, String outcome) {}
}
