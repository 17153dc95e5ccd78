// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.access;

import static java.util.Objects.requireNonNull;

import io.lethe.domain.crypto.KeyFileException;
import io.lethe.domain.file.DurableFiles;
import io.lethe.domain.file.LockFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The tokens of one machine, a line of JSON each. It is written whole or not at all; a token's text
 * is told once, when it is made, and kept nowhere.
 *
 * @param path of the file, which need not be there yet
 */
public record TokenFile(Path path) {

  /** By this, a token that was published by mistake is found, and known for one. */
  static final String PREFIX = "lethe_";

  private static final int RANDOM_BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  public TokenFile {
    requireNonNull(path, "path");
  }

  /**
   * Makes a token. A caller of the same name loses his former one.
   *
   * @param expires from when it is nobody's
   * @return its text
   * @throws KeyFileException where the file is damaged, or cannot be read or written
   */
  public String issue(Caller caller, Instant expires) {
    byte[] random = new byte[RANDOM_BYTES];
    RANDOM.nextBytes(random);
    String token = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    change(
        entries ->
            Stream.concat(
                    without(caller.name(), entries),
                    Stream.of(TokenEntry.of(caller, token, expires)))
                .toList());
    return token;
  }

  /**
   * Takes a caller's token from him.
   *
   * @return whether he had one
   * @throws KeyFileException where the file is missing or damaged, or cannot be read or written
   */
  public boolean revoke(String name) {
    if (!Files.exists(path)) {
      throw new KeyFileException(
          "Token file " + path + " is missing, so that nothing is taken back; name the services'");
    }
    List<TokenEntry> before = new ArrayList<>();
    change(
        entries -> {
          before.addAll(entries);
          return without(name, entries).toList();
        });
    return before.stream().anyMatch(entry -> entry.caller().name().equals(name));
  }

  /** Who has a token, expired or not, in the order in which they got it. */
  public List<String> names() {
    return entries().stream().map(entry -> entry.caller().name()).toList();
  }

  /**
   * What the file holds.
   *
   * @throws KeyFileException with the line and its rule, where one is broken; never with its text
   */
  List<TokenEntry> entries() {
    List<String> lines;
    try {
      lines = Files.exists(path) ? Files.readAllLines(path, StandardCharsets.UTF_8) : List.of();
    } catch (IOException e) {
      throw new KeyFileException("Token file " + path + " cannot be read", e);
    }
    List<TokenEntry> entries = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).isBlank()) {
        try {
          entries.add(TokenEntry.parse(lines.get(i)));
        } catch (IllegalArgumentException e) {
          throw new KeyFileException(
              "Token file %s, line %d: %s; make tokens with lethe keys token"
                  .formatted(path, i + 1, e.getMessage()),
              e);
        }
      }
    }
    return entries;
  }

  private static Stream<TokenEntry> without(String name, List<TokenEntry> entries) {
    return entries.stream().filter(entry -> !entry.caller().name().equals(name));
  }

  /** Whoever makes tokens may be another user than the services; hashes are nobody's secret. */
  private void letServicesRead() throws IOException {
    if (Files.getFileStore(path).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
    }
  }

  /** From entries to entries. */
  @FunctionalInterface
  private interface Change {
    List<TokenEntry> of(List<TokenEntry> entries);
  }

  private void change(Change change) {
    Path lock = path.resolveSibling(path.getFileName() + ".lock");
    try {
      Path folder = path.toAbsolutePath().getParent();
      if (folder != null) {
        DurableFiles.createFolders(folder);
      }
      LockFile.whileHeld(
          lock,
          () -> {
            String text =
                change.of(entries()).stream()
                    .map(entry -> entry.line() + "\n")
                    .collect(Collectors.joining());
            DurableFiles.replace(path, text.getBytes(StandardCharsets.UTF_8));
            letServicesRead();
            return path;
          });
    } catch (IOException e) {
      throw new KeyFileException("Token file " + path + " cannot be written", e);
    }
  }
}
