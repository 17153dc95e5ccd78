// SPDX-License-Identifier: Apache-2.0
package io.lethe.domain.crypto;

import io.lethe.domain.text.SubjectRule;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Turns subject ids into subject keys, HMAC-SHA-256(key file, subject id in its canonical form).
 * The key file names the {@link SubjectRule} that makes that form, and the key's id covers it: the
 * same secret under another rule is another key. Only deletion-ingest and dataset registration hold
 * the key file.
 */
public final class SubjectKeys {

  private static final String LABEL = "LETHE SUBJECT KEY ";

  private final HmacKey key;
  private final SubjectRule rule;
  private final String keyId;

  private SubjectKeys(HmacKey key, SubjectRule rule) {
    this.key = key;
    this.rule = rule;
    keyId = key.idOf("lethe subject key id, " + rule.label());
  }

  /**
   * Loads the key file.
   *
   * @throws KeyFileException where it is missing, open to others, or holds no key
   */
  public static SubjectKeys load(Path keyFile) {
    SubjectRule rule =
        Arrays.stream(SubjectRule.values())
            .filter(each -> KeyFiles.holds(keyFile, label(each)))
            .findFirst()
            .orElseThrow(() -> noSubjectKey(keyFile));
    return new SubjectKeys(HmacKey.load(keyFile, label(rule)), rule);
  }

  /**
   * Makes a new key file.
   *
   * @throws KeyFileException where it exists or cannot be written
   */
  public static SubjectKeys create(Path keyFile, SubjectRule rule) {
    return new SubjectKeys(HmacKey.create(keyFile, label(rule)), rule);
  }

  /**
   * Loads the key file, or makes it where there is none.
   *
   * @param wanted the rule that it must have; empty for any, and letter case kept in a new one
   * @throws KeyFileException as {@link #load} and {@link #create} do, and where its rule is another
   */
  public static SubjectKeys loadOrCreate(Path keyFile, Optional<SubjectRule> wanted) {
    SubjectKeys keys =
        KeyFiles.loadOrCreate(
            keyFile, SubjectKeys::load, file -> create(file, wanted.orElse(SubjectRule.CASE_KEPT)));
    if (wanted.filter(rule -> rule != keys.rule).isPresent()) {
      throw new KeyFileException(
          "Key file "
              + keyFile
              + " compares subject ids by "
              + keys.rule.label()
              + ", not by "
              + wanted.get().label()
              + "; a key keeps its rule: leave the rule out, or make another key and register the"
              + " datasets with it");
    }
    return keys;
  }

  /** As {@link #loadOrCreate(Path, Optional)} with whatever rule the key has. */
  public static SubjectKeys loadOrCreate(Path keyFile) {
    return loadOrCreate(keyFile, Optional.empty());
  }

  private static String label(SubjectRule rule) {
    return LABEL + rule.label();
  }

  private static KeyFileException noSubjectKey(Path file) {
    return new KeyFileException(
        "Key file "
            + file
            + " holds no subject key: no PEM block "
            + Arrays.stream(SubjectRule.values())
                .map(rule -> "'" + label(rule) + "'")
                .collect(Collectors.joining(" or ")));
  }

  /** Names the key file's key and its rule, and tells nothing of the key. */
  public String keyId() {
    return keyId;
  }

  /** When two ids have one key. */
  public SubjectRule rule() {
    return rule;
  }

  /**
   * The key of a subject, 64 lower-case hexadecimal digits.
   *
   * @throws IllegalArgumentException where the id can be nobody's; see {@link SubjectRule#defect}
   */
  public String keyOf(String subjectId) {
    return Digests.hex(key.mac(rule.canonical(subjectId).getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public String toString() {
    return "SubjectKeys[keyId=" + keyId + ", " + rule.label() + "]";
  }
}
