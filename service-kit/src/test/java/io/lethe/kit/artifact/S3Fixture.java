// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.artifact;

import io.lethe.kit.layout.LayoutFile;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A place of its own in a server's bucket, stores on it, and a look behind them. */
final class S3Fixture {

  static final String SECRET = "wJalrXUtnFEMI";

  private final URI endpoint;
  private final ArtifactLocation.Bucket bucket;
  private final S3Client behind;

  S3Fixture(URI endpoint) {
    this(endpoint, S3Server.BUCKET);
  }

  S3Fixture(URI endpoint, String bucketName) {
    this.endpoint = endpoint;
    bucket = new ArtifactLocation.Bucket(bucketName, UUID.randomUUID() + "/");
    behind = client(new FaultyHttp());
  }

  /** A store that reaches the server through this network. */
  S3ArtifactStore store(FaultyHttp http, Path cache, Clock clock) {
    S3Bucket view = new S3Bucket(client(http), bucket, bucket.uri() + " at " + endpoint);
    return S3ArtifactStore.open(view, ArtifactWriter.WORKER, cache, clock);
  }

  /** A store over a good network with a cache of its own. */
  S3ArtifactStore store(Path folder) {
    return store(new FaultyHttp(), folder.resolve(UUID.randomUUID().toString()), Clock.systemUTC());
  }

  void overwrite(String name, byte[] content) {
    behind.putObject(
        b -> b.bucket(bucket.name()).key(bucket.prefix() + name), RequestBody.fromBytes(content));
  }

  void remove(String name) {
    behind.deleteObject(b -> b.bucket(bucket.name()).key(bucket.prefix() + name));
  }

  /** Names of all objects but the layout number. */
  List<String> names() {
    return behind
        .listObjectsV2Paginator(b -> b.bucket(bucket.name()).prefix(bucket.prefix()))
        .contents()
        .stream()
        .map(S3Object::key)
        .map(key -> key.substring(bucket.prefix().length()))
        .filter(name -> !name.equals(LayoutFile.NAME))
        .toList();
  }

  byte[] read(String name) {
    return behind
        .getObjectAsBytes(b -> b.bucket(bucket.name()).key(bucket.prefix() + name))
        .asByteArray();
  }

  /** Names of uploads that were begun and neither completed nor aborted. */
  List<String> openUploads() {
    return behind
        .listMultipartUploads(b -> b.bucket(bucket.name()).prefix(bucket.prefix()))
        .uploads()
        .stream()
        .map(MultipartUpload::key)
        .map(key -> key.substring(bucket.prefix().length()))
        .toList();
  }

  private S3Client client(FaultyHttp http) {
    return S3Clients.basis()
        .httpClient(http)
        .endpointOverride(endpoint)
        .forcePathStyle(true)
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIAtest", SECRET)))
        .build();
  }
}
