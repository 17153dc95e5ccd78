// SPDX-License-Identifier: Apache-2.0
package io.lethe.registry.rest;

import io.javalin.http.Context;
import io.lethe.kit.artifact.ArtifactMissingException;
import io.lethe.kit.artifact.ArtifactStore;
import io.lethe.registry.model.VersionRow;
import io.lethe.registry.view.DecidedReport;
import io.lethe.registry.view.ReadModel;
import io.lethe.schemas.text.InputTexts;
import java.util.Optional;

/**
 * The reports' pages, from the artifact store. A page is asked for by its job and never by its
 * digest: only what a signed report calls its page leaves the store here, and no forget set does.
 */
final class ReportPages {
  /** The page has its style in it and nothing else; no script runs, and no other site frames it. */
  private static final String ONLY_ITSELF =
      "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'; sandbox";

  private final ReadModel readModel;
  private final ArtifactStore store;

  ReportPages(ReadModel readModel, ArtifactStore store) {
    this.readModel = readModel;
    this.store = store;
  }

  /** The report behind a version's bytes; a rollback serves those of an older version again. */
  Optional<DecidedReport> reportBehind(String model, VersionRow row) {
    Optional<VersionRow> behind = Optional.of(row);
    while (behind.filter(each -> each.origin() == VersionRow.Origin.ROLLED_BACK).isPresent()) {
      behind = readModel.version(model, behind.orElseThrow().parentVersion());
    }
    return behind
        .flatMap(each -> Optional.ofNullable(each.jobId()))
        .flatMap(jobId -> readModel.report(model, jobId));
  }

  /**
   * Answers with a job's page.
   *
   * @throws NotFoundException where there is none
   * @throws io.lethe.kit.artifact.ArtifactStoreException where the store does not answer
   */
  void answer(Context ctx, String model, String jobId) {
    DecidedReport report =
        readModel
            .report(model, jobId)
            .orElseThrow(
                () ->
                    new NotFoundException(
                        "no report of job %s of model %s was decided on; GET /v1/models/%s/reports lists those that were"
                            .formatted(InputTexts.quoted(jobId), model, model)));
    String digest = report.pageDigest();
    if (digest == null) {
      throw new NotFoundException(
          "the report of job %s of model %s has no page".formatted(jobId, model));
    }
    ctx.contentType("text/html; charset=utf-8")
        .header("Content-Security-Policy", ONLY_ITSELF)
        .header("X-Content-Type-Options", "nosniff")
        .header("Referrer-Policy", "no-referrer")
        .header("Cache-Control", "no-cache")
        .result(read(digest));
  }

  private byte[] read(String digest) {
    try {
      return store.readBlob(digest);
    } catch (ArtifactMissingException e) {
      throw new NotFoundException(
          "page %s is not in the artifact store any more; restore it from a backup"
              .formatted(digest));
    }
  }
}
