// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.http;

import io.lethe.kit.loop.TopicTail;
import io.lethe.schemas.ModelChampion;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Which models are registered, from model.champions. */
public final class RegisteredModels implements TopicTail.Handler<ModelChampion> {
  private final Set<String> names = ConcurrentHashMap.newKeySet();

  @Override
  public void onRecord(ConsumerRecord<String, ModelChampion> champion) {
    if (champion.value() == null) {
      names.remove(champion.key());
    } else {
      names.add(champion.key());
    }
  }

  /**
   * One look at the models, for the answer to one call: it tells those that are not registered, and
   * reads on, once, before it says so of a model that it does not know. Where that cannot be told
   * in time, no model is unknown.
   *
   * @param readOn done when all is read that was there at its call
   * @param patience how long it may take
   */
  public Predicate<String> unknownAsOfNow(
      Supplier<CompletableFuture<Void>> readOn, Duration patience) {
    return new Predicate<>() {
      private boolean asked;
      private boolean certain;

      @Override
      public boolean test(String model) {
        if (!names.contains(model) && !asked) {
          asked = true;
          certain = isDone(readOn.get(), patience);
        }
        return certain && !names.contains(model);
      }
    };
  }

  private static boolean isDone(CompletableFuture<Void> reading, Duration patience) {
    try {
      reading.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException | TimeoutException e) {
      return false;
    }
  }
}
