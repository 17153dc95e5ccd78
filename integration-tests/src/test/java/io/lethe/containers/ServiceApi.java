// SPDX-License-Identifier: Apache-2.0
package io.lethe.containers;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/**
 * A service over HTTP.
 *
 * @param address where it listens
 * @param token of the operator
 */
record ServiceApi(URI address, String token) {

  /** The body at a path. */
  String get(String path) throws IOException, InterruptedException {
    return body(to(path));
  }

  /** Sends JSON; the answer's body. */
  String post(String path, String json) throws IOException, InterruptedException {
    return body(
        to(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)));
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(address.resolve(path)).header("Authorization", "Bearer " + token);
  }

  private static String body(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> response =
        HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    if (response.statusCode() >= 300) {
      throw new IOException(response + ": " + response.body());
    }
    return response.body();
  }
}
