/** The registry's state in memory, folded from committed model events. */
package io.lethe.registry.view;
