/** The folder from which TensorFlow Serving serves: always the champion, never anything else. */
package io.lethe.registry.serving;
