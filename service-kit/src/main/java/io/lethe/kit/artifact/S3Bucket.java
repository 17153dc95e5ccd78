// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.artifact;

import io.lethe.domain.crypto.Digests;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Objects below a place in an S3 bucket, by their names below it. What is written carries its
 * SHA-256, which S3 holds against what it received. All methods throw {@link
 * ArtifactStoreException} where S3 cannot be reached or refuses.
 */
final class S3Bucket {

  /** Objects up to this size go in one request, larger ones in parts of it. */
  static final int PART_BYTES = 16 << 20;

  private static final int NOT_FOUND = 404;
  private static final int PRECONDITION_FAILED = 412;

  /** Metadata of a named pointer: which call set it. */
  private static final String WRITER = "writer";

  private final S3Client client;
  private final ArtifactLocation.Bucket bucket;
  private final String place;

  /**
   * Nothing is asked yet.
   *
   * @param place what messages call it
   */
  S3Bucket(S3Client client, ArtifactLocation.Bucket bucket, String place) {
    this.client = client;
    this.bucket = bucket;
    this.place = place;
  }

  /** What messages call it. */
  String place() {
    return place;
  }

  /** Throws unless the bucket is there and lets itself be asked. */
  void requireUsable() {
    asked("cannot be opened", "", () -> client.headBucket(b -> b.bucket(name())));
  }

  /** An object's size in bytes; empty where there is none. */
  OptionalLong size(String name) {
    return asked(
        "cannot be looked up",
        name,
        () -> {
          try {
            return OptionalLong.of(
                client.headObject(b -> b.bucket(name()).key(key(name))).contentLength());
          } catch (NoSuchKeyException e) {
            return OptionalLong.empty();
          }
        });
  }

  /** A small object, held against S3's own checksum; empty where there is none. */
  Optional<byte[]> read(String name) {
    return asked(
        "cannot be read",
        name,
        () -> {
          try {
            return Optional.of(
                client
                    .getObjectAsBytes(
                        b -> b.bucket(name()).key(key(name)).checksumMode(ChecksumMode.ENABLED))
                    .asByteArray());
          } catch (NoSuchKeyException e) {
            return Optional.empty();
          }
        });
  }

  /**
   * Reads an object piece by piece, each with its own retries; the caller verifies the whole.
   *
   * @param size as {@link #size} or {@link #list} says
   */
  void read(String name, long size, OutputStream out) throws IOException {
    for (long at = 0; at < size; at += PART_BYTES) {
      String range = "bytes=" + at + "-" + (Math.min(size, at + PART_BYTES) - 1);
      GetObjectRequest piece =
          GetObjectRequest.builder().bucket(name()).key(key(name)).range(range).build();
      out.write(
          asked("cannot be read", name, () -> client.getObjectAsBytes(piece)).asByteArrayUnsafe());
    }
  }

  /** Writes an object: whole or not at all. */
  void write(String name, byte[] content) {
    try {
      write(name, new ByteArrayInputStream(content), content.length, Digests.sha256Hex(content));
    } catch (IOException e) {
      throw new IllegalStateException("Reading from memory cannot fail", e);
    }
  }

  /**
   * Writes an object: whole or not at all.
   *
   * @param size how many bytes it must have
   * @param sha256 what they must digest to
   * @throws IOException where the content cannot be read, or is another
   */
  void write(String name, InputStream content, long size, String sha256) throws IOException {
    if (size > PART_BYTES) {
      new S3Upload(this, client, name).send(content, size, sha256);
      return;
    }
    byte[] bytes = content.readNBytes((int) size);
    if (bytes.length != size || content.read() >= 0 || !Digests.sha256Hex(bytes).equals(sha256)) {
      throw new IOException("content of " + name + " changed while it was stored");
    }
    put(name, bytes, PutObjectRequest.builder());
  }

  /**
   * Writes a small object where there is none.
   *
   * @return whether this call wrote it
   */
  boolean writeIfAbsent(String name, byte[] content) {
    String writer = UUID.randomUUID().toString();
    try {
      put(
          name,
          content,
          PutObjectRequest.builder().ifNoneMatch("*").metadata(Map.of(WRITER, writer)));
      return true;
    } catch (ArtifactStoreException e) {
      if (e.getCause() instanceof S3Exception refusal
          && refusal.statusCode() == PRECONDITION_FAILED) {
        return isWrittenBy(writer, name);
      }
      throw e;
    }
  }

  /** Whether there is any object but the empty one by which some tools show a folder. */
  boolean holdsAnything() {
    return asked(
        "cannot be listed",
        "",
        () ->
            client
                .listObjectsV2(b -> b.bucket(name()).prefix(bucket.prefix()).maxKeys(2))
                .contents()
                .stream()
                .anyMatch(object -> !object.key().equals(bucket.prefix())));
  }

  /** Names of all objects whose names begin so, with their sizes in bytes. */
  SortedMap<String, Long> list(String beginning) {
    return asked(
        "cannot be listed",
        beginning,
        () -> {
          SortedMap<String, Long> sizes = new TreeMap<>();
          for (S3Object object :
              client
                  .listObjectsV2Paginator(b -> b.bucket(name()).prefix(key(beginning)))
                  .contents()) {
            sizes.put(object.key().substring(bucket.prefix().length()), object.size());
          }
          return sizes;
        });
  }

  /** Removes an object; one that is not there is fine. */
  void delete(String name) {
    asked(
        "cannot be deleted", name, () -> client.deleteObject(b -> b.bucket(name()).key(key(name))));
  }

  /** The bucket's name. */
  String name() {
    return bucket.name();
  }

  /** An object's key in the bucket. */
  String key(String name) {
    return bucket.prefix() + name;
  }

  /** Asks S3, and says in words what went wrong. */
  <T> T asked(String what, String name, Supplier<T> question) {
    try {
      return question.get();
    } catch (SdkException e) {
      throw S3Failures.explained(what, place, name, e);
    }
  }

  /** A SHA-256 as S3 spells it. */
  static String checksum(byte[] content) {
    return Base64.getEncoder().encodeToString(Digests.sha256(content));
  }

  static boolean isNotFound(SdkException failure) {
    return failure instanceof S3Exception refusal && refusal.statusCode() == NOT_FOUND;
  }

  private void put(String name, byte[] content, PutObjectRequest.Builder request) {
    PutObjectRequest complete =
        request.bucket(name()).key(key(name)).checksumSHA256(checksum(content)).build();
    asked(
        "cannot be written",
        name,
        () -> client.putObject(complete, RequestBody.fromBytes(content)));
  }

  /** An answer may be lost after S3 has written, and the retry then meets its own object. */
  private boolean isWrittenBy(String writer, String name) {
    return asked(
        "cannot be looked up",
        name,
        () ->
            writer.equals(
                client.headObject(b -> b.bucket(name()).key(key(name))).metadata().get(WRITER)));
  }
}
