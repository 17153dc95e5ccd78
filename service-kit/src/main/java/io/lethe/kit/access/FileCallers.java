// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.access;

import static java.util.Objects.requireNonNull;

import io.lethe.domain.crypto.KeyFileException;
import io.lethe.kit.logging.LogKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Those whose tokens stand in a {@link TokenFile}. The file is read again when it has changed;
 * while it is damaged, or not there, the tokens that were read last go on to count.
 */
public final class FileCallers implements Callers {
  private static final Logger LOGGER = LoggerFactory.getLogger(FileCallers.class);

  private static final Stamp GONE = new Stamp(FileTime.fromMillis(0), -1, "");

  private final TokenFile file;
  private final Clock clock;
  private volatile Read read;

  /** What was read, and the file as it was then. */
  private record Read(Stamp stamp, Map<String, TokenEntry> byDigest) {}

  /** By what a change is told. */
  private record Stamp(FileTime modified, long bytes, Object identity) {}

  /**
   * Reads the file.
   *
   * @throws KeyFileException where it is missing or damaged
   */
  public FileCallers(Path path, Clock clock) {
    this.file = new TokenFile(path);
    this.clock = requireNonNull(clock, "clock");
    this.read =
        stamp()
            .map(this::read)
            .orElseThrow(
                () ->
                    new KeyFileException(
                        "Token file "
                            + path
                            + " is missing or cannot be read; make it with lethe keys token"));
  }

  @Override
  public Optional<Caller> bearing(String token) {
    TokenEntry entry = current().byDigest.get(TokenEntry.digest(token));
    return Optional.ofNullable(entry)
        .filter(known -> clock.instant().isBefore(known.expires()))
        .map(TokenEntry::caller);
  }

  private Read current() {
    Stamp stamp = stamp().orElse(GONE);
    if (!stamp.equals(read.stamp)) {
      try {
        read = read(stamp);
      } catch (KeyFileException e) {
        // said once for each state of the file, not at each request
        read = new Read(stamp, read.byDigest);
        LOGGER
            .atError()
            .setMessage(
                "Token file is damaged, gone or cannot be read: the tokens read before go on to"
                    + " count, also those that were revoked")
            .addKeyValue(LogKeys.CAUSE, e.getMessage())
            .log();
      }
    }
    return read;
  }

  private Read read(Stamp stamp) {
    if (stamp.equals(GONE)) {
      throw new KeyFileException("Token file " + file.path() + " is missing or cannot be read");
    }
    Map<String, TokenEntry> known =
        file.entries().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    TokenEntry::sha256, Function.identity(), (one, other) -> other));
    if (known.isEmpty()) {
      LOGGER
          .atWarn()
          .setMessage("Token file holds no token, so nobody is let in by one: lethe keys token")
          .addKeyValue("tokens", file.path())
          .log();
    }
    return new Read(stamp, known);
  }

  private Optional<Stamp> stamp() {
    try {
      var attributes =
          Files.readAttributes(file.path(), java.nio.file.attribute.BasicFileAttributes.class);
      return Optional.of(
          new Stamp(
              attributes.lastModifiedTime(),
              attributes.size(),
              Optional.ofNullable(attributes.fileKey()).orElse("")));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
