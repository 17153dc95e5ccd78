// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.artifact;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

/** The network to S3, with a record of all requests and faults on order. */
final class FaultyHttp implements SdkHttpClient {

  /** What happens to a request {@code METHOD /path?query}; throws where it breaks. */
  @FunctionalInterface
  interface Fault {
    void at(String request) throws IOException;
  }

  private final SdkHttpClient network = UrlConnectionHttpClient.create();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private volatile Fault before = request -> {};
  private volatile Fault after = request -> {};

  /** A fault on the way there: S3 does not get the request. */
  void beforeEach(Fault fault) {
    before = fault;
  }

  /** A fault on the way back: S3 has done what it was asked. */
  void afterEach(Fault fault) {
    after = fault;
  }

  /** Everything that was asked so far, also in vain. */
  List<String> requests() {
    return requests;
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    ExecutableHttpRequest real = network.prepareRequest(request);
    String line =
        request.httpRequest().method()
            + " "
            + request.httpRequest().encodedPath()
            + request.httpRequest().encodedQueryParameters().map(query -> "?" + query).orElse("");
    return new ExecutableHttpRequest() {
      @Override
      public HttpExecuteResponse call() throws IOException {
        requests.add(line);
        before.at(line);
        HttpExecuteResponse response = real.call();
        after.at(line);
        return response;
      }

      @Override
      public void abort() {
        real.abort();
      }
    };
  }

  @Override
  public void close() {
    network.close();
  }
}
