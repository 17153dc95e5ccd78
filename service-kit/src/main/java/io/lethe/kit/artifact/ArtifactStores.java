// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.artifact;

import io.lethe.kit.config.ConfigurationException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.s3.S3Client;

/** Opens the artifact store that a service is configured with. */
public final class ArtifactStores {

  private ArtifactStores() {}

  /**
   * Opens a store for as long as the process lives.
   *
   * @param writer who opens it, below whose prefix it writes
   * @throws io.lethe.kit.layout.LayoutMismatchException where the store has another layout
   * @throws ConfigurationException naming every value that breaks its rule
   * @throws ArtifactStoreException where the store cannot be reached, does not exist, or refuses
   */
  public static ArtifactStore open(ArtifactSettings settings, ArtifactWriter writer) {
    List<String> problems = new ArrayList<>();
    ArtifactLocation location = null;
    try {
      location = ArtifactLocation.parse(settings.location());
    } catch (IllegalArgumentException e) {
      problems.add(e.getMessage());
    }
    settings.s3().endpoint().ifPresent(endpoint -> checkEndpoint(endpoint, problems));
    if (location instanceof ArtifactLocation.Folder && settings.s3().endpoint().isPresent()) {
      problems.add(
          "artifacts.location is '"
              + settings.location()
              + "', a folder, and artifacts.s3.endpoint is set; make it s3://bucket[/prefix], or"
              + " leave the endpoint out");
    }
    if (location instanceof ArtifactLocation.Bucket && settings.cache().isEmpty()) {
      problems.add(
          "artifacts.cache is not set; a store on S3 needs a folder for local copies, of this"
              + " service alone");
    }
    if (location == null || !problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    if (location instanceof ArtifactLocation.Bucket bucket) {
      S3Client client = S3Clients.create(settings.s3());
      return S3ArtifactStore.open(
          new S3Bucket(client, bucket, S3Clients.place(bucket, settings.s3())),
          writer,
          settings.cache().orElseThrow(),
          Clock.systemUTC());
    }
    return new FileArtifactStore(((ArtifactLocation.Folder) location).path(), writer);
  }

  private static void checkEndpoint(String endpoint, List<String> problems) {
    String rule = "; it must be http(s)://host[:port], without user and password";
    try {
      URI uri = new URI(endpoint);
      boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (uri.getRawUserInfo() != null) {
        problems.add("artifacts.s3.endpoint holds credentials" + rule);
      } else if (!web || uri.getHost() == null || uri.getRawQuery() != null) {
        problems.add("artifacts.s3.endpoint is '" + endpoint + "'" + rule);
      }
    } catch (URISyntaxException e) {
      problems.add("artifacts.s3.endpoint is no URI: " + e.getReason() + rule);
    }
  }
}
