// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.artifact;

import io.lethe.domain.crypto.Digests;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * An upload in parts, which S3 makes an object of at its end and not before. Given up, it is
 * aborted; what a killed process leaves is invisible, and is removed by the bucket's lifecycle rule
 * {@code AbortIncompleteMultipartUpload}.
 */
final class S3Upload {

  private static final int MOST_PARTS = 10_000;

  private final S3Bucket bucket;
  private final S3Client client;
  private final String name;

  S3Upload(S3Bucket bucket, S3Client client, String name) {
    this.bucket = bucket;
    this.client = client;
    this.name = name;
  }

  /** Sends all of it, or nothing that could be seen. A part at a time is in memory. */
  void send(InputStream content, long size, String sha256) throws IOException {
    String upload =
        bucket.asked(
            "cannot be written, its upload not begun",
            name,
            () ->
                client
                    .createMultipartUpload(
                        b ->
                            b.bucket(bucket.name())
                                .key(bucket.key(name))
                                .checksumAlgorithm(ChecksumAlgorithm.SHA256))
                    .uploadId());
    try {
      complete(upload, parts(upload, content, size, sha256));
    } catch (IOException | RuntimeException e) {
      abort(upload, e);
      throw e;
    }
  }

  private List<CompletedPart> parts(String upload, InputStream content, long size, String sha256)
      throws IOException {
    int partBytes = partBytes(size);
    MessageDigest digest = Digests.newSha256();
    List<CompletedPart> parts = new ArrayList<>();
    long read = 0;
    for (byte[] part = content.readNBytes(partBytes);
        part.length > 0;
        part = content.readNBytes(partBytes)) {
      read += part.length;
      digest.update(part);
      parts.add(part(upload, parts.size() + 1, part));
    }
    if (read != size || !Digests.hex(digest.digest()).equals(sha256)) {
      throw new IOException("content of " + name + " changed while it was stored");
    }
    return parts;
  }

  private CompletedPart part(String upload, int number, byte[] content) {
    String checksum = S3Bucket.checksum(content);
    String tag =
        bucket.asked(
            "cannot be written, its part " + number + " not sent",
            name,
            () ->
                client
                    .uploadPart(
                        b ->
                            b.bucket(bucket.name())
                                .key(bucket.key(name))
                                .uploadId(upload)
                                .partNumber(number)
                                .checksumSHA256(checksum),
                        RequestBody.fromBytes(content))
                    .eTag());
    return CompletedPart.builder().partNumber(number).eTag(tag).checksumSHA256(checksum).build();
  }

  private void complete(String upload, List<CompletedPart> parts) {
    bucket.asked(
        "cannot be written, its upload not completed",
        name,
        () ->
            client.completeMultipartUpload(
                b ->
                    b.bucket(bucket.name())
                        .key(bucket.key(name))
                        .uploadId(upload)
                        .multipartUpload(all -> all.parts(parts))));
  }

  private void abort(String upload, Exception reason) {
    try {
      client.abortMultipartUpload(
          b -> b.bucket(bucket.name()).key(bucket.key(name)).uploadId(upload));
    } catch (SdkException e) {
      if (!S3Bucket.isNotFound(e)) {
        reason.addSuppressed(e);
      }
    }
  }

  /** S3 takes a bounded number of parts: above 160 GB they grow. */
  private static int partBytes(long size) {
    return Math.toIntExact(Math.max(S3Bucket.PART_BYTES, (size + MOST_PARTS - 1) / MOST_PARTS));
  }
}
