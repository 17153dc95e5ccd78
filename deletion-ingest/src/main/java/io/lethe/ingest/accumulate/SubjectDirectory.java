// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.accumulate;

import io.lethe.schemas.SubjectSamples;
import io.lethe.schemas.SubjectSamplesKind;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;

/**
 * Which samples a registered dataset holds of a subject. The registrar ends every partition with a
 * marker; before all of them are here, nothing can be said about a subject that is not found.
 */
final class SubjectDirectory {
  private static final String END = "/#end/";

  private final ReadOnlyKeyValueStore<String, ValueAndTimestamp<SubjectSamples>> rows;
  private final String subjectKeyId;

  /**
   * Looks into the global table.
   *
   * @param rows the table
   * @param subjectKeyId our HMAC key: rows made with another one cannot be compared with
   */
  SubjectDirectory(
      ReadOnlyKeyValueStore<String, ValueAndTimestamp<SubjectSamples>> rows, String subjectKeyId) {
    this.rows = rows;
    this.subjectKeyId = subjectKeyId;
  }

  /** How much of a dataset is known. */
  enum Knowledge {
    /** End markers are missing. */
    INCOMPLETE,
    /** All there, but made with another HMAC key: nobody would ever be found. */
    FOREIGN_KEY,
    /** All there. */
    COMPLETE
  }

  Knowledge knowledge(String datasetDigest) {
    Optional<SubjectSamples> first = marker(datasetDigest, 0);
    if (first.isEmpty() || first.get().getPartitions() == null) {
      return Knowledge.INCOMPLETE;
    }
    int partitions = first.get().getPartitions();
    boolean foreign = !first.get().getSubjectKeyId().equals(subjectKeyId);
    for (int partition = 1; partition < partitions; partition++) {
      Optional<SubjectSamples> marker = marker(datasetDigest, partition);
      if (marker.isEmpty()) {
        return Knowledge.INCOMPLETE;
      }
      foreign |= !marker.get().getSubjectKeyId().equals(subjectKeyId);
    }
    return foreign ? Knowledge.FOREIGN_KEY : Knowledge.COMPLETE;
  }

  /** The subject's row; empty if the dataset does not hold a sample of the subject. */
  Optional<SubjectSamples> samples(String datasetDigest, String subjectKey) {
    return find(datasetDigest + "/" + subjectKey)
        .filter(row -> row.getKind() == SubjectSamplesKind.SAMPLES)
        .filter(row -> !row.getOrdinals().isEmpty());
  }

  /** How many train samples the dataset has of each class; empty where its registration is mute. */
  List<Long> classSamples(String datasetDigest) {
    return marker(datasetDigest, 0).map(SubjectSamples::getClassSamples).orElse(List.of());
  }

  private Optional<SubjectSamples> marker(String datasetDigest, int partition) {
    return find(datasetDigest + END + partition)
        .filter(row -> row.getKind() == SubjectSamplesKind.END_OF_PARTITION);
  }

  private Optional<SubjectSamples> find(String key) {
    return Optional.ofNullable(rows.get(key)).map(ValueAndTimestamp::value);
  }
}
