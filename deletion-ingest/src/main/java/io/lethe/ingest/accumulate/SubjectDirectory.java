// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.accumulate;

import io.lethe.domain.crypto.SubjectKeys;
import io.lethe.domain.text.TextLimit;
import io.lethe.ingest.request.SetRequest;
import io.lethe.schemas.SubjectSamples;
import io.lethe.schemas.SubjectSamplesKind;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;

/**
 * Which samples a registered dataset holds of a subject. The registrar ends every partition with a
 * marker; before all of them are here, nothing can be said about a subject that is not found.
 */
final class SubjectDirectory {

  /** Of a sample whose class the registrar did not name. */
  private static final int NO_CLASS = -1;

  private static final String END = "/#end/";

  private final ReadOnlyKeyValueStore<String, ValueAndTimestamp<SubjectSamples>> rows;
  private final SubjectKeys subjectKeys;

  /**
   * Looks into the global table.
   *
   * @param rows the table
   * @param subjectKeys our key and rule: rows made with others cannot be compared with
   */
  SubjectDirectory(
      ReadOnlyKeyValueStore<String, ValueAndTimestamp<SubjectSamples>> rows,
      SubjectKeys subjectKeys) {
    this.rows = rows;
    this.subjectKeys = subjectKeys;
  }

  /** How much of a dataset is known. */
  enum Knowledge {
    /** End markers are missing. */
    INCOMPLETE,
    /** All there, but made with another HMAC key or rule: not everybody would be found. */
    FOREIGN_KEY,
    /** All there. */
    COMPLETE
  }

  Knowledge knowledge(String datasetDigest) {
    Optional<SubjectSamples> first = marker(datasetDigest, 0);
    if (first.isEmpty() || first.get().getPartitions() == null || first.get().getPartitions() < 1) {
      return Knowledge.INCOMPLETE;
    }
    int partitions = first.get().getPartitions();
    boolean foreign = isForeign(first.get());
    for (int partition = 1; partition < partitions; partition++) {
      Optional<SubjectSamples> marker = marker(datasetDigest, partition);
      if (marker.isEmpty()) {
        return Knowledge.INCOMPLETE;
      }
      foreign |= isForeign(marker.get());
    }
    return foreign ? Knowledge.FOREIGN_KEY : Knowledge.COMPLETE;
  }

  private boolean isForeign(SubjectSamples marker) {
    return !marker.getSubjectKeyId().equals(subjectKeys.keyId());
  }

  /**
   * How a dataset of a {@linkplain Knowledge#FOREIGN_KEY foreign key} was registered, in words that
   * follow "registered". Rules are named where they differ.
   */
  String foreign(String datasetDigest) {
    String ours = subjectKeys.rule().label();
    int partitions = marker(datasetDigest, 0).map(SubjectSamples::getPartitions).orElse(0);
    return IntStream.range(0, partitions)
        .mapToObj(partition -> marker(datasetDigest, partition))
        .flatMap(Optional::stream)
        .filter(this::isForeign)
        .map(SubjectSamples::getSubjectRule)
        .filter(rule -> rule != null && !rule.equals(ours))
        .findFirst()
        .map(
            rule ->
                "by the rule "
                    + TextLimit.NAME.cut(rule)
                    + ", and this intake compares subject ids by "
                    + ours)
        .orElse("with another key");
  }

  /**
   * The subject's row; empty if the dataset does not hold a sample of the subject. Samples count
   * from 0 and once: whatever a registrar wrote, it becomes a set that can be stored.
   */
  Optional<SubjectSamples> samples(String datasetDigest, String subjectKey) {
    return find(datasetDigest + "/" + subjectKey)
        .filter(row -> row.getKind() == SubjectSamplesKind.SAMPLES)
        .map(SubjectDirectory::tidied)
        .filter(row -> !row.getOrdinals().isEmpty() || row.getOtherSamples() > 0);
  }

  private static SubjectSamples tidied(SubjectSamples row) {
    NavigableMap<Integer, Integer> labels = new TreeMap<>();
    List<Integer> named = row.getLabels();
    for (int i = 0; i < row.getOrdinals().size(); i++) {
      if (row.getOrdinals().get(i) >= 0) {
        labels.putIfAbsent(row.getOrdinals().get(i), i < named.size() ? named.get(i) : NO_CLASS);
      }
    }
    return SubjectSamples.newBuilder(row)
        .setOrdinals(List.copyOf(labels.keySet()))
        .setLabels(List.copyOf(labels.values()))
        .setTwins(row.getTwins().stream().filter(each -> each >= 0).distinct().sorted().toList())
        .build();
  }

  /** Whether a dataset's registration names a tenant; one whose registration is not here may. */
  boolean mayErase(String datasetDigest, String tenant) {
    return marker(datasetDigest, 0).map(end -> end.getTenants().contains(tenant)).orElse(true);
  }

  /** Whether a request names its subject with our key and by our rule. */
  boolean hasKeyOf(SetRequest request) {
    return request.subjectKeyId().equals(subjectKeys.keyId());
  }

  /**
   * Whether the registrar has named the subject among those on whom a model was not trained: what
   * it was trained without is written as a dataset's subjects are. Who cannot be found there is
   * forgotten as anybody else, so that nothing has to wait for the list to be whole.
   *
   * @param trainedWithout digest of the set
   */
  boolean isLeftOut(String trainedWithout, String subjectKey) {
    return samples(trainedWithout, subjectKey)
        .filter(row -> row.getSubjectKeyId().equals(subjectKeys.keyId()))
        .isPresent();
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
