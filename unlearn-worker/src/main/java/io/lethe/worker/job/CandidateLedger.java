// SPDX-License-Identifier: Apache-2.0
package io.lethe.worker.job;

import io.lethe.kit.artifact.ArtifactStore;
import io.lethe.schemas.GeneratedClasses;
import io.lethe.schemas.ModelCandidate;
import io.lethe.schemas.UnlearningJob;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Optional;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.file.SeekableByteArrayInput;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;

/**
 * Which candidate counts for a job: the first one put under {@code jobs/<jobId>}. A repeated job is
 * answered from here, so that it has one effect however often it is delivered. Entries are Avro
 * data files, which carry their own schema and so outlive changes of it.
 */
public final class CandidateLedger {
  private final ArtifactStore store;

  /** The ledger in this store. */
  public CandidateLedger(ArtifactStore store) {
    this.store = Objects.requireNonNull(store, "store");
    GeneratedClasses.trust();
  }

  /**
   * The candidate that already counts for a job.
   *
   * @throws JobRefusedException if the entry cannot be read, is another job's, or names a version
   *     that the store lacks
   */
  public Optional<ModelCandidate> find(UnlearningJob job) {
    Optional<ModelCandidate> found =
        store.read(key(job.getJobId())).map(bytes -> parse(job.getJobId(), bytes));
    found.ifPresent(candidate -> requireUsable(job, candidate));
    return found;
  }

  /**
   * Enters a candidate, unless the job has one; returns the one that counts.
   *
   * @throws JobRefusedException if the entry that was there first cannot be used
   */
  public ModelCandidate enter(UnlearningJob job, ModelCandidate candidate) {
    if (store.putIfAbsent(key(job.getJobId()), serialize(candidate))) {
      return candidate;
    }
    return find(job)
        .orElseThrow(
            () ->
                new JobRefusedException(
                    "the ledger's entry of job " + job.getJobId() + " came and went"));
  }

  private void requireUsable(UnlearningJob job, ModelCandidate candidate) {
    if (!candidate.getJobId().equals(job.getJobId())) {
      throw new JobRefusedException(
          "the ledger's entry of job " + job.getJobId() + " is about job " + candidate.getJobId());
    }
    String digest = candidate.getCandidateDigest();
    if (digest == null || !store.contains(digest)) {
      throw new JobRefusedException(
          "the ledger's entry of job "
              + job.getJobId()
              + " names version "
              + digest
              + ", which the store lacks");
    }
  }

  private static String key(String jobId) {
    return "jobs/" + jobId;
  }

  private static byte[] serialize(ModelCandidate candidate) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataFileWriter<ModelCandidate> writer =
        new DataFileWriter<>(new SpecificDatumWriter<>(ModelCandidate.class))) {
      writer.create(ModelCandidate.getClassSchema(), bytes);
      writer.append(candidate);
    } catch (IOException e) {
      throw new UncheckedIOException("a candidate cannot be serialised", e);
    }
    return bytes.toByteArray();
  }

  private static ModelCandidate parse(String jobId, byte[] bytes) {
    try (DataFileReader<ModelCandidate> reader =
        new DataFileReader<>(
            new SeekableByteArrayInput(bytes), new SpecificDatumReader<>(ModelCandidate.class))) {
      return reader.next();
    } catch (IOException | RuntimeException e) {
      throw new JobRefusedException("the ledger's entry of job " + jobId + " cannot be read", e);
    }
  }
}
